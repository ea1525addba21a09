//! The Secret Service, looked for anew each time: the tray lives as long as the session, in which
//! one may start late, or again.

pub use keyring_core::{Error, Result};

use keyring_core::Entry;
use keyring_core::api::CredentialStoreApi as _;
use zbus_secret_service_keyring_store::Store;

pub fn entry(service: &str, user: &str) -> Result<Entry> {
    let store = Store::new().map_err(|_| Error::NoDefaultStore)?;
    store.build(service, user, None)
}
