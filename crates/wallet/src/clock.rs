//! Time as the wallet asks for it: the only file here that reads the machine's clocks.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Two clocks: the date, which a person may set, and a count that only goes forward.
pub trait Clock: Send + Sync {
    /// Microseconds since 1970-01-01 UTC, as this device believes.
    fn now_micros(&self) -> i64;
    /// Time since some fixed moment; never goes back while the program runs.
    fn elapsed(&self) -> Duration;
}

/// The machine's clocks.
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// Starts counting.
    pub fn new() -> Self {
        Self { start: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the port through which the wallet reads the clock"
    )]
    fn now_micros(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }
}

/// How long nothing was used, by the worse of both clocks: the counting one stops while a machine
/// sleeps, the other can be set back.
#[derive(Debug, Clone, Copy)]
pub struct LastUse {
    wall: i64,
    counted: Duration,
}

impl LastUse {
    /// Something was used now.
    pub fn now(clock: &dyn Clock) -> Self {
        Self { wall: clock.now_micros(), counted: clock.elapsed() }
    }

    /// Time since then.
    pub fn idle(&self, clock: &dyn Clock) -> Duration {
        let wall = u64::try_from(clock.now_micros().saturating_sub(self.wall)).unwrap_or(0);
        let counted = clock.elapsed().saturating_sub(self.counted);
        counted.max(Duration::from_micros(wall))
    }
}
