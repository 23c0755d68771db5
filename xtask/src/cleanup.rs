//! Ctrl-C and a request to end: a flag the chores look at, so that what they started is stopped in order.

use anyhow::{Context, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Becomes true once somebody asked us to stop.
#[derive(Clone)]
pub struct StopAsked(Arc<AtomicBool>);

impl StopAsked {
    /// Listens for Ctrl-C, SIGTERM and SIGHUP from now on.
    pub fn listen() -> Result<Self> {
        let asked = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&asked);
        ctrlc::set_handler(move || flag.store(true, Ordering::SeqCst)).context("cannot listen for Ctrl-C")?;
        Ok(Self(asked))
    }

    /// Whether the time has come.
    pub fn yes(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
