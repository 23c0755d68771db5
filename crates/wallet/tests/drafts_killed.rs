//! The queue under fire: an app that keeps, queues and sends drafts is killed a hundred times, and no draft is lost or
//! filed twice.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]
#![allow(clippy::print_stdout, reason = "how much was tried is part of the report")]
#![cfg(unix)]

mod common;
#[path = "common/killed.rs"]
mod killed;

use common::{Device, Fund, PIN, Portal, sign_in};
use damane_contract::{DocumentKindView, DraftKindView, DraftStateView, KeepDraftRequest};
use killed::{kill_one, say_done, say_ready};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

const KILLS: u32 = 100;
const NAME: &str = "a_hundred_kills_lose_no_draft_and_double_none";

#[test]
fn a_hundred_kills_lose_no_draft_and_double_none() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    match killed::task() {
        Some(task) => runtime.block_on(fill_in(&task)),
        None => runtime.block_on(kill_again_and_again()),
    }
}

/// Fills in numbered claims for ever, says each number once it is queued, and sends what waits. The task is the folder,
/// the portal and the first number.
async fn fill_in(task: &str) {
    let parts: Vec<&str> = task.split('|').collect();
    let [folder, portal, first] = parts[..] else { panic!("three parts: {task}") };
    let wallet = Device::at(Path::new(folder), &Fund::new(1), portal).start_without_key_store();
    wallet.unlock_with_pin(PIN).await.unwrap();
    say_ready();
    // As the app does when its safe opens.
    wallet.send_queued().await.unwrap();
    for number in first.parse::<u32>().unwrap().. {
        let form = format!(r#"{{"number":{number}}}"#);
        let request = KeepDraftRequest {
            id: None,
            kind: DraftKindView::Reimbursement,
            claim: None,
            form: form.clone(),
        };
        let id = wallet.keep_draft(request).await.unwrap().id;
        let photo = vec![number as u8; 300_000];
        wallet.add_document(&id, DocumentKindView::Invoice, "a.jpg", &photo).await.unwrap();
        wallet.queue_draft(&id, &form).await.unwrap();
        say_done(number);
        wallet.send_queued().await.unwrap();
        // What was sent is cleared away, as the person would: a device keeps forty drafts.
        for draft in wallet.drafts().await.unwrap() {
            if draft.state != DraftStateView::Queued {
                wallet.drop_draft(&draft.id).await.unwrap();
            }
        }
    }
}

async fn kill_again_and_again() {
    let portal = Portal::start(Fund::new(1)).await;
    let folder = tempfile::tempdir().unwrap();
    let device = Device::at(folder.path(), &Fund::new(1), &portal.url());
    let wallet = device.start_without_key_store();
    sign_in(&wallet).await;
    wallet.choose_pin(PIN).await.unwrap();
    drop(wallet);
    let (mut queued, url) = (0, portal.url());
    let mut acknowledged = BTreeSet::new();
    for round in 0..KILLS {
        // Times that are no multiple of a claim's, so that each kill falls elsewhere: in a row, a piece, a filing.
        let after = Duration::from_micros(u64::from(round) * 7_919 % 160_000);
        let first = queued + 1;
        let task = format!("{}|{url}|{first}", folder.path().display());
        let last = tokio::task::spawn_blocking(move || kill_one(NAME, &task, after)).await.unwrap();
        let last = last.unwrap_or(queued);
        acknowledged.extend(first..=last);
        // A number that was kept and not said may have been queued: the next app begins behind it.
        queued = last + 1;
    }
    let wallet = device.start_without_key_store();
    wallet.unlock_with_pin(PIN).await.unwrap();
    let drafts = wallet.send_queued().await.unwrap();
    assert!(drafts.iter().all(|draft| draft.state != DraftStateView::Queued), "all is sent");
    let filed = numbers_of(&portal);
    let distinct: BTreeSet<u32> = filed.iter().copied().collect();
    println!("{} claims queued, {} filed, {KILLS} kills", acknowledged.len(), filed.len());
    assert!(acknowledged.len() >= KILLS as usize / 2, "they queue");
    assert_eq!(filed.len(), distinct.len(), "none is filed twice");
    let lost: Vec<_> = acknowledged.difference(&distinct).collect();
    assert_eq!(lost, Vec::<&u32>::new(), "none is lost");
    every_photo_is_its_own(&portal);
}

/// The numbers of all claims the portal took, with one key each.
fn numbers_of(portal: &Portal) -> Vec<u32> {
    let number = |body: &serde_json::Value| u32::try_from(body["number"].as_u64().unwrap()).unwrap();
    portal.claims(|claims| claims.taken.values().map(|(_, body)| number(body)).collect())
}

/// Each claim came with its own photo, whole.
fn every_photo_is_its_own(portal: &Portal) {
    portal.claims(|claims| {
        for (_, body) in claims.taken.values() {
            let number = body["number"].as_u64().unwrap() as u8;
            let id = body["documents"][0].as_str().unwrap();
            assert_eq!(claims.documents[id].bytes, vec![number; 300_000]);
        }
    });
}
