//! No silent gap: every command the shell registers was asked by a page and answered well in some journey, as was seen, or
//! its reason stands here. A reason for a command that a journey asks after all is no reason.

use crate::stage::Stage;
use std::collections::{BTreeMap, BTreeSet};

/// Where the commands are registered.
const REGISTER: &str = include_str!("../../src-tauri/src/commands/mod.rs");

/// Commands that no journey asks, each with its reason.
const NOT_DRIVEN: &[(&str, &str)] = &[("copy_secret", "a phone's alone: not built into this window")];

/// Commands a page asks while it loads, most often before it can be watched: whether one is seen is chance. What the page
/// shows of it is looked at instead, in the journey named.
const BEFORE_THE_WATCH: &[(&str, &str)] =
    &[("fund", "its name on the door: `certificates::a_certificate_is_shared_saved_opened_and_checked`")];

fn registered() -> BTreeSet<&'static str> {
    let (_, list) = REGISTER.split_once("generate_handler![").expect("the register");
    let (list, _) = list.split_once("\n    ]").expect("its end");
    let names = list.lines().filter_map(|line| line.trim().trim_end_matches(',').rsplit_once("::"));
    names.map(|(_, name)| name).collect()
}

/// After all journeys.
pub async fn every_command_was_driven_or_says_why_not(stage: &mut Stage) {
    let (registered, answered) = (registered(), stage.desktop.answered());
    assert!(registered.len() > 40, "the register is read: {registered:?}");
    let excused: BTreeMap<&str, &str> = NOT_DRIVEN.iter().chain(BEFORE_THE_WATCH).copied().collect();
    let is_answered = |name: &&str| answered.contains(*name);
    let driven = registered.iter().copied().filter(|name| is_answered(name)).count();
    println!("commands: {driven} of {} answered, {} excused", registered.len(), excused.len());
    let silent: Vec<_> =
        registered.iter().filter(|name| !is_answered(name) && !excused.contains_key(**name)).collect();
    assert!(silent.is_empty(), "no journey asks {silent:?}");
    let needless: Vec<_> = NOT_DRIVEN.iter().filter(|(name, _)| is_answered(name)).collect();
    assert!(needless.is_empty(), "a journey asks them after all: {needless:?}");
    let lost: Vec<_> = excused.keys().filter(|name| !registered.contains(**name)).collect();
    assert!(lost.is_empty(), "named here and registered no more: {lost:?}");
}
