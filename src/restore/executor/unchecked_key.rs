//! Foreign keys of an incomplete backup: they refer to rows that are not in it. PURE.

/// `foreign_key_violation`
pub const REFUSED: &str = "23503";

/// Whether a statement adds a foreign key.
pub fn is_foreign_key(statement: &str) -> bool {
    statement.starts_with("ALTER TABLE ")
        && statement.contains(" ADD CONSTRAINT ")
        && statement.contains(" FOREIGN KEY (")
}

/// The statement with a key that new rows obey and nobody asks of those that are there.
pub fn not_validated(statement: &str) -> String {
    let plain = statement.trim_end();
    format!("{} NOT VALID", plain.strip_suffix(';').unwrap_or(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "ALTER TABLE ONLY public.notes\n    ADD CONSTRAINT notes_doc_fkey FOREIGN KEY \
                       (doc) REFERENCES public.docs(id) DEFERRABLE;";

    #[test]
    fn a_foreign_key_is_told_from_other_statements() {
        assert!(is_foreign_key(KEY));
        for other in [
            "ALTER TABLE ONLY public.a ADD CONSTRAINT a_pkey PRIMARY KEY (id);",
            "CREATE TABLE public.a (t text DEFAULT ' ADD CONSTRAINT  FOREIGN KEY (');",
        ] {
            assert!(!is_foreign_key(other), "{other}");
        }
    }

    #[test]
    fn it_is_not_validated_at_its_end() {
        assert!(not_validated(KEY).ends_with("REFERENCES public.docs(id) DEFERRABLE NOT VALID"));
    }
}
