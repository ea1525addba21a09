//! What hangs on a database: how it is named, and the statements that end it.

use std::time::Duration;

use crate::report::format::{self, names};
use crate::report::i18n::tr;
use crate::report::sql::{quote_identifier, quote_literal};

/// Neither a restart nor the end of its session ends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreparedTransaction {
    pub gid: String,
    pub owner: String,
    pub age: Duration,
}

/// A place in the WAL, kept for somebody who reads the changes of a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplicationSlot {
    pub name: String,
    /// Who reads it now: application, user and process number.
    pub reader: Option<String>,
}

/// What keeps a database from being dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    Prepared {
        transactions: Vec<PreparedTransaction>,
    },
    /// Each of them is being read.
    Slots {
        slots: Vec<ReplicationSlot>,
    },
    Subscriptions {
        names: Vec<String>,
    },
    /// In the server's words.
    Refused {
        detail: String,
    },
}

/// `'gid' (owner, since 3 h 02 min)`
pub fn transactions(all: &[PreparedTransaction]) -> String {
    let name = |one: &PreparedTransaction| {
        tr!(
            "prepared-transaction",
            gid = quote_literal(&one.gid),
            owner = one.owner.as_str(),
            age = format::seconds(one.age.as_secs())
        )
    };
    names(&all.iter().map(name).collect::<Vec<_>>())
}

/// The user knows which of the two each needs.
pub fn statements(all: &[PreparedTransaction]) -> String {
    let end =
        |one: &PreparedTransaction| tr!("prepared-transaction-end", gid = quote_literal(&one.gid));
    names(&all.iter().map(end).collect::<Vec<_>>())
}

/// `name (who reads it)`
pub fn slots(all: &[ReplicationSlot]) -> String {
    let name = |slot: &ReplicationSlot| match &slot.reader {
        Some(reader) => {
            tr!("slot-read", name = slot.name.as_str(), reader = reader.as_str())
        }
        None => tr!("slot-unread", name = slot.name.as_str()),
    };
    names(&all.iter().map(name).collect::<Vec<_>>())
}

pub fn drop_slots(all: &[ReplicationSlot]) -> String {
    let drop = |slot: &ReplicationSlot| {
        format!("SELECT pg_drop_replication_slot({});", quote_literal(&slot.name))
    };
    all.iter().map(drop).collect::<Vec<_>>().join(" ")
}

pub fn disable(subscriptions: &[String]) -> String {
    let disable = |name: &String| format!("ALTER SUBSCRIPTION {} DISABLE;", quote_identifier(name));
    subscriptions.iter().map(disable).collect::<Vec<_>>().join(" ")
}

/// The slot at the other end stays: the restored database may use it.
fn drop_subscriptions(subscriptions: &[String]) -> String {
    let drop = |name: &String| {
        let name = quote_identifier(name);
        format!(
            "ALTER SUBSCRIPTION {name} DISABLE; ALTER SUBSCRIPTION {name} SET (slot_name = NONE); \
             DROP SUBSCRIPTION {name};"
        )
    };
    subscriptions.iter().map(drop).collect::<Vec<_>>().join(" ")
}

pub fn stays(name: &str, because: &Obstacle) -> String {
    match because {
        Obstacle::Prepared { transactions: all } => tr!(
            "warning-former-stays-prepared",
            name = name,
            transactions = transactions(all),
            statements = statements(all)
        ),
        Obstacle::Slots { slots: all } => tr!(
            "warning-former-stays-slots",
            name = name,
            slots = slots(all),
            statements = drop_slots(all)
        ),
        Obstacle::Subscriptions { names: all } => tr!(
            "warning-former-stays-subscriptions",
            name = name,
            names = all.join(", "),
            statements = drop_subscriptions(all)
        ),
        Obstacle::Refused { detail } => tr!(
            "warning-former-stays-refused",
            name = name,
            detail = detail.as_str(),
            statement = format!("DROP DATABASE {} WITH (FORCE);", quote_identifier(name))
        ),
    }
}
