//! All channels at the same time, none waited for longer than its limit, and none for long once the
//! program is to end.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::limits::Limits;
use super::told::{Channel, Told};
use super::trouble::Trouble;
use crate::report::cancel::CancelToken;

/// Between two looks at whether the program is to end.
const STEP: Duration = Duration::from_millis(100);

/// What the other side said.
pub type Outcome = Result<String, Trouble>;

/// Channels at work.
#[derive(Default)]
pub struct Together {
    running: Vec<Running>,
    cancel: CancelToken,
    once_cancelled: Duration,
}

struct Running {
    channel: Channel,
    outcome: Receiver<Outcome>,
    deadline: Instant,
}

impl Together {
    /// Who has not answered a moment after `cancel` was cancelled is not waited for.
    pub fn until(cancel: &CancelToken, limits: Limits) -> Self {
        let once_cancelled = limits.once_cancelled;
        Self { running: Vec::new(), cancel: cancel.clone(), once_cancelled }
    }

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
        let mut end = None;
        let finish = |running: Running| {
            let outcome = loop {
                if self.cancel.is_cancelled() {
                    end.get_or_insert_with(|| Instant::now() + self.once_cancelled);
                }
                let deadline = end.map_or(running.deadline, |end| end.min(running.deadline));
                let left = deadline.saturating_duration_since(Instant::now());
                match running.outcome.recv_timeout(left.min(STEP)) {
                    Ok(outcome) => break outcome,
                    Err(RecvTimeoutError::Timeout) if !left.is_zero() => {}
                    Err(_) => break Err(Trouble::Unfinished),
                }
            };
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

    #[test]
    fn once_the_program_is_to_end_nobody_is_waited_for_to_his_limit() {
        let (cancel, begun) = (CancelToken::default(), Instant::now());
        let mut together = Together::until(&cancel, Limits::SHORT);
        let (_keeps_it_waiting, never) = mpsc::sync_channel::<Outcome>(0);
        together.add(Channel::Ping, Duration::from_secs(60), move || {
            never.recv().unwrap_or(Err(Trouble::Cut))
        });
        together.add(Channel::Webhook, Duration::from_secs(60), || Ok("200 OK".to_owned()));
        cancel.cancel();
        let told = together.finish();
        assert_eq!(told[0].answer, Err(Trouble::Unfinished.message()));
        assert_eq!(told[1].answer, Ok("200 OK".to_owned()));
        assert!(begun.elapsed() < Duration::from_secs(30));
    }
}
