//! The words of a statement, and the kinds of objects that they name. PURE.

/// Kinds of objects in PostgreSQL's words, the longer ones first, and what they are called here.
const KINDS: [(&[&str], &str); 37] = [
    (&["text", "search", "configuration"], "text_search_configuration"),
    (&["text", "search", "dictionary"], "text_search_dictionary"),
    (&["text", "search", "parser"], "text_search_parser"),
    (&["text", "search", "template"], "text_search_template"),
    (&["foreign", "data", "wrapper"], "foreign_data_wrapper"),
    (&["foreign", "server"], "server"),
    (&["foreign", "table"], "foreign_table"),
    (&["materialized", "view"], "materialized_view"),
    (&["access", "method"], "access_method"),
    (&["event", "trigger"], "event_trigger"),
    (&["operator", "class"], "operator_class"),
    (&["operator", "family"], "operator_family"),
    (&["large", "object"], "large_object"),
    (&["user", "mapping"], "user_mapping"),
    (&["aggregate"], "aggregate"),
    (&["cast"], "cast"),
    (&["collation"], "collation"),
    (&["column"], "column"),
    (&["constraint"], "constraint"),
    (&["conversion"], "conversion"),
    (&["domain"], "domain"),
    (&["extension"], "extension"),
    (&["function"], "function"),
    (&["index"], "index"),
    (&["language"], "language"),
    (&["operator"], "operator"),
    (&["policy"], "policy"),
    (&["procedure"], "procedure"),
    (&["publication"], "publication"),
    (&["rule"], "rule"),
    (&["schema"], "schema"),
    (&["sequence"], "sequence"),
    (&["server"], "server"),
    (&["statistics"], "statistics"),
    (&["subscription"], "subscription"),
    (&["transform"], "transform"),
    (&["view"], "view"),
];
/// These words are part of others' names, so they come last.
const PLAIN_KINDS: [(&str, &str); 3] =
    [("table", "table"), ("trigger", "trigger"), ("type", "type")];
/// Words of `CREATE` before the kind.
const MODIFIERS: [&str; 11] = [
    "or",
    "replace",
    "unlogged",
    "unique",
    "trusted",
    "procedural",
    "recursive",
    "default",
    "temporary",
    "temp",
    "constraint",
];
/// Tokens that are looked at: enough for every name that matters.
const TOKENS: usize = 64;

/// The tokens of a statement that have not been read.
pub struct Words<'a> {
    tokens: &'a [String],
}

impl<'a> Words<'a> {
    pub fn of(tokens: &'a [String]) -> Self {
        Self { tokens }
    }

    /// Empty at the end.
    fn peek(&self) -> &str {
        self.tokens.first().map_or("", String::as_str)
    }

    /// In lower case; empty at the end.
    pub fn next_word(&mut self) -> String {
        let word = self.peek().to_ascii_lowercase();
        self.tokens = self.tokens.get(1..).unwrap_or_default();
        word
    }

    pub fn starts(&self, words: &[&str]) -> bool {
        words.len() <= self.tokens.len()
            && words.iter().zip(self.tokens).all(|(word, token)| token.eq_ignore_ascii_case(word))
    }

    pub fn contains(&self, words: &[&str]) -> bool {
        self.tokens.windows(words.len()).any(|tokens| {
            tokens.iter().zip(words).all(|(token, word)| token.eq_ignore_ascii_case(word))
        })
    }

    pub fn skip(&mut self, words: &[&str]) {
        if self.starts(words) {
            self.tokens = &self.tokens[words.len()..];
        }
    }

    pub fn skip_modifiers(&mut self) {
        while MODIFIERS.iter().any(|word| self.starts(&[word])) {
            self.next_word();
        }
    }

    /// Behind the next such word; to the end if there is none.
    pub fn skip_to(&mut self, word: &str) {
        let at = self.tokens.iter().position(|token| token.eq_ignore_ascii_case(word));
        self.tokens =
            self.tokens.get(at.map_or(self.tokens.len(), |at| at + 1)..).unwrap_or_default();
    }

    /// The name behind the next such word.
    pub fn after(&mut self, word: &str) -> String {
        self.skip_to(word);
        self.name()
    }

    /// A name as the dump writes it, without the arguments of a function.
    pub fn name(&mut self) -> String {
        let name = self.tokens.first().cloned().unwrap_or_default();
        self.tokens = self.tokens.get(1..).unwrap_or_default();
        name
    }

    /// `(text AS public.x)`
    pub fn phrase(&mut self, ends: &[&str]) -> String {
        self.until(ends).replace("( ", "(").replace(" )", ")")
    }

    /// A name of signs, with its schema.
    pub fn operator(&mut self) -> String {
        self.until(&["("]).replace(' ', "")
    }

    pub fn kind(&mut self) -> Option<&'static str> {
        let long = KINDS.iter().find(|(words, _)| self.starts(words));
        let long = long.map(|(words, kind)| (words.len(), *kind));
        let plain = || PLAIN_KINDS.iter().find(|(word, _)| self.starts(&[word]));
        let (length, kind) = long.or_else(|| plain().map(|(_, kind)| (1, *kind)))?;
        self.tokens = &self.tokens[length..];
        Some(kind)
    }

    /// Everything before one of these words; an opening bracket at the beginning is part of it.
    fn until(&mut self, ends: &[&str]) -> String {
        let is_end = |(at, token): (usize, &String)| {
            at > 0 && ends.iter().any(|end| token.eq_ignore_ascii_case(end))
        };
        let end = self.tokens.iter().enumerate().position(is_end).unwrap_or(self.tokens.len());
        let (name, rest) = self.tokens.split_at(end);
        self.tokens = rest;
        name.join(" ")
    }

    pub fn all(&self) -> String {
        self.tokens.join(" ")
    }

    /// `… OWNER TO name;`
    pub fn ends_with_owner(&self) -> bool {
        self.tokens
            .len()
            .checked_sub(3)
            .is_some_and(|at| Words::of(&self.tokens[at..]).starts(&["owner", "to"]))
    }
}

/// Words, dotted names and brackets; literals, comments and what comes late are left out.
pub fn tokens(statement: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = statement;
    while tokens.len() < TOKENS {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',' || c == ';');
        if let Some(comment) = rest.strip_prefix("--") {
            rest = comment.split_once('\n').map_or("", |(_, rest)| rest);
            continue;
        }
        let Some(first) = rest.chars().next() else { break };
        if first == '\'' {
            rest = after_literal(&rest[1..]);
            continue;
        }
        let mut quoted = false;
        let end = rest.find(|c: char| {
            quoted ^= c == '"';
            !(quoted || c.is_alphanumeric() || matches!(c, '"' | '.' | '_' | '$'))
        });
        let end = end.unwrap_or(rest.len()).max(first.len_utf8());
        let (token, after) = rest.split_at(end);
        tokens.push(token.to_owned());
        rest = after;
    }
    tokens
}

fn after_literal(text: &str) -> &str {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('\'') {
        match after.strip_prefix('\'') {
            Some(more) => rest = more,
            None => return after,
        }
    }
    ""
}
