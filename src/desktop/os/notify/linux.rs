//! The service of the freedesktop specification, over D-Bus by ourselves: notify-rust has no time
//! limits, and hears about buttons only on a connection of its own that blocks a thread.

use std::sync::Arc;
use std::time::Duration;

use async_io::{Timer, block_on};
use futures_lite::future::or;
use futures_lite::stream::{self, Boxed, StreamExt as _};
use zbus::Connection;
use zbus::connection::Builder;
use zbus::fdo::DBusProxy;

use super::slot::Slot;
use crate::desktop::event::Event;
use crate::desktop::sender::EventSender;

#[path = "linux/content.rs"]
mod content;
#[path = "linux/service.rs"]
mod service;

use service::{Input, NAME, Service};

/// A service that takes longer is frozen, or busy enough to be called so.
const LIMIT: Duration = Duration::from_secs(2);

/// Lives as long as the process.
pub fn run(slot: &Arc<Slot>, send: &EventSender) {
    run_on(None, slot, send);
}

/// On the bus at `address`, else on that of the session.
pub fn run_on(address: Option<&str>, slot: &Arc<Slot>, send: &EventSender) {
    block_on(async {
        let mut told = Told { send, shown: None };
        loop {
            let Some((connection, mut inputs)) = open(address, slot).await else {
                // No bus: looked for again when there is something to show.
                told.shown(false);
                let wish = slot.next().await;
                if let Some((connection, mut inputs)) = open(address, slot).await {
                    let mut service = Service::new(connection);
                    act(&mut service, Input::Wish(wish), &mut told).await;
                    serve(&mut service, &mut inputs, &mut told).await;
                }
                continue;
            };
            let mut service = Service::new(connection);
            let there = timed(service.look()).await;
            told.shown(there == Some(true));
            serve(&mut service, &mut inputs, &mut told).await;
        }
    });
}

/// Tells changes only.
struct Told<'a> {
    send: &'a EventSender,
    shown: Option<bool>,
}

impl Told<'_> {
    fn shown(&mut self, shown: bool) {
        if self.shown.replace(shown) != Some(shown) {
            self.send.send(Event::NotificationsShown(shown));
        }
    }
}

/// Until the bus is gone.
async fn serve(service: &mut Service, inputs: &mut Boxed<Input>, told: &mut Told<'_>) {
    while let Some(input) = inputs.next().await {
        act(service, input, told).await;
    }
}

async fn act(service: &mut Service, input: Input, told: &mut Told<'_>) {
    match input {
        Input::Wish(wish) => {
            let shown = within_limit(service.carry_out(wish), told).await;
            told.shown(shown);
        }
        Input::Pressed(id, key) => {
            if let Some(command) = service.pressed(id, &key) {
                told.send.send(Event::Asked(command));
            }
        }
        Input::Closed(id, why) => service.closed(id, why),
        Input::Owned(false) => {
            service.forget();
            // Many services are started by the first question: whether one is there is known then.
            told.shown(false);
        }
        Input::Owned(true) => {
            service.forget();
            let there = within_limit(service.look(), told).await;
            told.shown(there);
        }
    }
}

/// A call that takes too long is said, and then waited for all the same: it would be carried out
/// later in any case, and only its answer tells which notification it made. Meanwhile the newest
/// wish waits in the slot. It ends with the service or with the bus.
async fn within_limit(call: impl Future<Output = bool>, told: &mut Told<'_>) -> bool {
    let mut call = std::pin::pin!(call);
    if let Some(answer) = timed(call.as_mut()).await {
        return answer;
    }
    told.shown(false);
    call.await
}

/// Nothing after the time limit.
async fn timed<T>(call: impl Future<Output = T>) -> Option<T> {
    or(async { Some(call.await) }, async {
        Timer::after(LIMIT).await;
        None
    })
    .await
}

/// The connection to the bus and everything that comes from it or from the slot. The stream ends
/// with the bus.
async fn open(address: Option<&str>, slot: &Arc<Slot>) -> Option<(Connection, Boxed<Input>)> {
    let builder = address.map_or_else(Builder::session, Builder::address).ok()?;
    let connection = timed(builder.build()).await?.ok()?;
    let from_service = timed(service::signals(&connection)).await?.ok()?;
    let bus = timed(DBusProxy::new(&connection)).await?.ok()?;
    let owners = timed(bus.receive_name_owner_changed_with_args(&[(0, NAME)])).await?.ok()?;
    let owners = owners.filter_map(|change| {
        let change = change.args().ok()?;
        Some(Input::Owned(change.new_owner().is_some()))
    });
    // None of the streams ends unless the bus does; then all of them end.
    let from_bus = stream::or(from_service, owners).map(Some).chain(stream::once(None));
    let slot = Arc::clone(slot);
    let wishes = stream::unfold(slot, |slot| async {
        let wish = slot.next().await;
        Some((Some(Input::Wish(wish)), slot))
    });
    let inputs = stream::or(from_bus, wishes).take_while(Option::is_some).filter_map(|input| input);
    Some((connection, inputs.boxed()))
}

#[cfg(test)]
#[path = "linux/tests.rs"]
mod tests;
