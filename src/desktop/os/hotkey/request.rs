//! Questions to the GlobalShortcuts portal and their answers, which come as signals.

use std::collections::HashMap;
use std::time::Duration;

use async_io::Timer;
use futures_lite::future::or;
use futures_lite::stream::{Stream, StreamExt as _};
use sauvegarde::config::keys::{Key, Keys, Modifier, Named};
use sauvegarde::report::i18n::tr;
use zbus::fdo::DBusProxy;
use zbus::zvariant::{DynamicType, ObjectPath, OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, MatchRule, Message, MessageStream, message};

pub const NAME: &str = "org.freedesktop.portal.Desktop";
const PATH: &str = "/org/freedesktop/portal/desktop";
const SHORTCUTS: &str = "org.freedesktop.portal.GlobalShortcuts";
const REQUEST: &str = "org.freedesktop.portal.Request";
/// Our one shortcut.
const ID: &str = "backup";
/// The portal may have to be started first. Questions to the user have no limit.
const LIMIT: Duration = Duration::from_secs(10);

type Options<'a> = HashMap<&'a str, Value<'a>>;
type Results = HashMap<String, OwnedValue>;

pub enum Failure {
    /// No portal, or one without global shortcuts.
    NoPortal,
    /// The user said no, or the desktop bound nothing.
    Refused,
}

pub struct Portal<'a>(&'a Connection);

impl<'a> Portal<'a> {
    pub async fn find(connection: &'a Connection) -> Result<Self, Failure> {
        let interface = Some("org.freedesktop.DBus.Properties");
        let question = (SHORTCUTS, "version");
        let answer = connection.call_method(Some(NAME), PATH, interface, "Get", &question);
        match timed(answer).await {
            Some(Ok(_)) => Ok(Self(connection)),
            _ => Err(Failure::NoPortal),
        }
    }

    /// `Activated` and `ShortcutsChanged`, of whatever session.
    pub async fn signals(&self) -> Result<impl Stream<Item = Message> + use<>, Failure> {
        let rule = MatchRule::builder().msg_type(message::Type::Signal).interface(SHORTCUTS);
        let rule = rule.map_err(|_| Failure::NoPortal)?.build();
        let messages = MessageStream::for_match_rule(rule, self.0, None).await;
        let messages = messages.map_err(|_| Failure::NoPortal)?;
        Ok(messages.filter_map(Result::ok).filter(|message| {
            let header = message.header();
            header
                .member()
                .is_some_and(|it| ["Activated", "ShortcutsChanged"].contains(&it.as_str()))
        }))
    }

    /// Each time that the portal goes or another one comes.
    pub async fn lost(&self) -> Result<impl Stream<Item = ()> + use<>, Failure> {
        let bus = DBusProxy::new(self.0).await.map_err(|_| Failure::NoPortal)?;
        let changes = bus.receive_name_owner_changed_with_args(&[(0, NAME)]).await;
        Ok(changes.map_err(|_| Failure::NoPortal)?.map(|_| ()))
    }

    /// The session and what the desktop calls the key; empty if it does not say.
    ///
    /// KDE 5.27 binds what it is told when the session is made, and nothing later; its list then
    /// has it at once. Desktops that keep to the standard pass over that option, and have in their
    /// list what the user agreed to before, which needs no second question.
    pub async fn bind(&self, keys: &Keys) -> Result<(OwnedObjectPath, String), Failure> {
        let wish = || {
            let purpose = Value::from(tr!("hotkey-purpose"));
            let details: Options<'_> = HashMap::from([
                ("description", purpose),
                ("preferred_trigger", Value::from(trigger(keys))),
            ]);
            vec![(ID, details)]
        };
        let session = timed(self.ask("CreateSession", |mut options| {
            options.insert("session_handle_token", Value::from(token()));
            options.insert("shortcuts", Value::from(wish()));
            (options,)
        }));
        let session = session.await.unwrap_or(Err(Failure::NoPortal))?;
        // The specification says text where an object's path is meant.
        let session = session.get("session_handle").and_then(|path| match &**path {
            Value::Str(path) => OwnedObjectPath::try_from(path.as_str()).ok(),
            Value::ObjectPath(path) => Some(path.to_owned().into()),
            _ => None,
        });
        let session = session.ok_or(Failure::NoPortal)?;
        let path = || ObjectPath::from(session.clone());
        let listed = timed(self.ask("ListShortcuts", |options| (path(), options))).await;
        if let Some(Ok(results)) = listed
            && let Some(trigger) = results.get("shortcuts").and_then(|list| ours(list))
        {
            return Ok((session, trigger));
        }
        let bound = self.ask("BindShortcuts", |options| (path(), wish(), "", options)).await?;
        let trigger = bound.get("shortcuts").and_then(|list| ours(list)).ok_or(Failure::Refused)?;
        Ok((session, trigger))
    }

    /// One question; waits for its answer.
    async fn ask<'q, B>(
        &self,
        method: &str,
        body: impl FnOnce(Options<'q>) -> B,
    ) -> Result<Results, Failure>
    where
        B: serde::Serialize + DynamicType,
    {
        let own_name = self.0.unique_name().ok_or(Failure::NoPortal)?;
        let sender = own_name.trim_start_matches(':').replace('.', "_");
        let token = token();
        let path = format!("{PATH}/request/{sender}/{token}");
        let answered = async {
            let rule = MatchRule::builder().msg_type(message::Type::Signal).interface(REQUEST)?;
            let rule = rule.member("Response")?.path(path)?.build();
            let mut answers = MessageStream::for_match_rule(rule, self.0, None).await?;
            let body = body(HashMap::from([("handle_token", Value::from(token))]));
            self.0.call_method(Some(NAME), PATH, Some(SHORTCUTS), method, &body).await?;
            match answers.next().await {
                Some(answer) => answer?.body().deserialize::<(u32, Results)>(),
                None => Err(zbus::Error::InvalidReply),
            }
        };
        match answered.await {
            Ok((0, results)) => Ok(results),
            Ok(_) => Err(Failure::Refused),
            Err(_) => Err(Failure::NoPortal),
        }
    }
}

/// What a signal says, if it is about our shortcut in `session`: the key's new name, or nothing.
pub fn of_session(message: &Message, session: &OwnedObjectPath) -> Option<String> {
    let body = message.body();
    if let Ok((of, id, ..)) = body.deserialize::<(OwnedObjectPath, String, u64, Results)>() {
        return (of == *session && id == ID).then(String::new);
    }
    let (of, list) = body.deserialize::<(OwnedObjectPath, Vec<(String, Results)>)>().ok()?;
    let ours = list.into_iter().find(|(id, _)| *id == ID).filter(|_| of == *session);
    ours.map(|(_, details)| trigger_of(&details).unwrap_or_default())
}

fn trigger_of(details: &Results) -> Option<String> {
    details.get("trigger_description")?.downcast_ref::<String>().ok()
}

/// The key's name in a list of shortcuts, if ours is in it.
fn ours(list: &Value<'_>) -> Option<String> {
    let Value::Array(list) = list else { return None };
    list.iter().find_map(|entry| {
        let Value::Structure(entry) = entry else { return None };
        let [Value::Str(id), Value::Dict(details)] = entry.fields() else { return None };
        let trigger = details.get::<_, String>(&"trigger_description").ok().flatten();
        (id.as_str() == ID).then(|| trigger.unwrap_or_default())
    })
}

/// As in the "shortcuts" specification: `CTRL+ALT+s`.
fn trigger(keys: &Keys) -> String {
    let mut words: Vec<String> = keys
        .modifiers
        .iter()
        .map(|modifier| match modifier {
            Modifier::Control => "CTRL".to_owned(),
            Modifier::Alt => "ALT".to_owned(),
            Modifier::Shift => "SHIFT".to_owned(),
            Modifier::Logo => "LOGO".to_owned(),
        })
        .collect();
    words.push(match keys.key {
        Key::Letter(character) => character.to_ascii_lowercase().to_string(),
        Key::Digit(character) => character.to_string(),
        Key::Function(number) => format!("F{number}"),
        Key::Named(named) => match named {
            Named::Space => "space".to_owned(),
            Named::PageUp => "Page_Up".to_owned(),
            Named::PageDown => "Page_Down".to_owned(),
            // The others have the same name in the keyboard's own specification.
            other => format!("{other:?}"),
        },
    });
    words.join("+")
}

/// Never the same twice.
fn token() -> String {
    format!("sauvegarde_{}", uuid::Uuid::new_v4().simple())
}

/// Nothing after the time limit.
async fn timed<T>(answer: impl Future<Output = T>) -> Option<T> {
    or(async { Some(answer.await) }, async {
        Timer::after(LIMIT).await;
        None
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wish_is_spelt_as_the_specification_has_it() {
        let of = |text| trigger(&Keys::parse(text).unwrap());
        assert_eq!(of("Ctrl+Alt+S"), "CTRL+ALT+s");
        assert_eq!(of("Super+Maj+PgUp"), "SHIFT+LOGO+Page_Up");
        assert_eq!(of("Ctrl+Delete"), "CTRL+Delete");
    }
}
