//! All channels at the same time, none waited for longer than its limit.

use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use super::told::{Channel, Told};
use super::trouble::Trouble;

/// What the other side said.
pub type Outcome = Result<String, Trouble>;

/// Channels at work.
#[derive(Default)]
pub struct Together {
    running: Vec<Running>,
}

struct Running {
    channel: Channel,
    outcome: Receiver<Outcome>,
    deadline: Instant,
}

impl Together {
    /// A thread that cannot be had, or that panics, leaves its outcome out.
    pub fn add(
        &mut self,
        channel: Channel,
        limit: Duration,
        tell: impl FnOnce() -> Outcome + Send + 'static,
    ) {
        let (sender, outcome) = mpsc::sync_channel(1);
        let run = move || drop(sender.send(tell()));
        let _ = thread::Builder::new().name(channel.code().to_owned()).spawn(run);
        self.running.push(Running { channel, outcome, deadline: Instant::now() + limit });
    }

    /// In the order in which they were added.
    pub fn finish(self) -> Vec<Told> {
        let finish = |running: Running| {
            let left = running.deadline.saturating_duration_since(Instant::now());
            let outcome = running.outcome.recv_timeout(left).unwrap_or(Err(Trouble::Unfinished));
            Told { channel: running.channel, answer: outcome.map_err(|trouble| trouble.message()) }
        };
        self.running.into_iter().map(finish).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_hangs_or_panics_keeps_no_other_from_its_outcome() {
        let mut together = Together::default();
        let (_keeps_it_waiting, never) = mpsc::sync_channel::<Outcome>(0);
        together.add(Channel::Ping, Duration::from_millis(50), move || {
            never.recv().unwrap_or(Err(Trouble::Cut))
        });
        together.add(Channel::Ntfy, Duration::from_secs(60), || panic!("the test's own"));
        together.add(Channel::Webhook, Duration::from_secs(60), || Ok("200 OK".to_owned()));
        let told = together.finish();
        assert_eq!(told[0].answer, Err(Trouble::Unfinished.message()));
        assert_eq!(told[1].answer, Err(Trouble::Unfinished.message()));
        assert_eq!(told[2].answer, Ok("200 OK".to_owned()));
    }
}
