//! A clock that is moved ahead by hand (libfaketime): what takes months is walked in one go.

use std::path::PathBuf;
use std::process::Command;

/// The loader puts the system's own library folder for `$LIB`.
const LIBRARY: &str = "/usr/$LIB/faketime/libfaketimeMT.so.1";

/// A clock that programs go by, as far ahead of the machine's as was said last.
pub(crate) struct MovedClock {
    folder: tempfile::TempDir,
}

impl MovedClock {
    /// One that shows the machine's time yet.
    pub(crate) fn new() -> Self {
        let clock = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        clock.move_to(0);
        clock
    }

    fn note(&self) -> PathBuf {
        self.folder.path().join("clock")
    }

    /// So many days ahead of the machine's, at once for every program that goes by it.
    pub(crate) fn move_to(&self, days: u32) {
        let written = self.folder.path().join("clock-next");
        std::fs::write(&written, format!("+{days}d")).expect("the clock can be written");
        // Whoever asks for the time reads the file: never half of it.
        std::fs::rename(written, self.note()).expect("the clock can be moved");
    }

    /// A program goes by it.
    pub(crate) fn wind(&self, command: &mut Command) {
        command.env("LD_PRELOAD", LIBRARY).env("FAKETIME_TIMESTAMP_FILE", self.note());
        for setting in ["FAKETIME_NO_CACHE", "FAKETIME_DONT_FAKE_MONOTONIC", "NO_FAKE_STAT"] {
            command.env(setting, "1");
        }
    }
}
