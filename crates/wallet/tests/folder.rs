//! A folder checked at once: a line for every file, the worst code of each, and it can be stopped.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;

use common::{Device, Fund, Portal, code_of, picture};
use damane_contract::{CertificateKindView, ErrorCode, FolderLineView, VerdictReason, VerdictView};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

fn line<'a>(lines: &'a [FolderLineView], file: &str) -> &'a FolderLineView {
    lines.iter().find(|line| line.file == file).unwrap_or_else(|| panic!("no line for {file}"))
}

#[tokio::test]
async fn every_file_has_its_line_whatever_it_is() {
    let portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start();
    portal.revoke(3, 0);
    let fund = Fund::new(1);
    let (good, revoked) = (fund.certificate(9), fund.certificate(3));
    let folder = tempfile::tempdir().unwrap();
    let pdf = fund.page(&fund.claims(9), &fund.claims(9));
    let mut changed = pdf.clone();
    changed[200] ^= 1;
    write(folder.path(), "good.pdf", &pdf);
    write(folder.path(), "named like a picture.png", &pdf);
    write(folder.path(), "changed.pdf", &changed);
    write(folder.path(), "deep/er/code.txt", good.qr_text.as_bytes());
    write(folder.path(), "two.png", &picture::of_codes(&[&good.qr_text, &revoked.qr_text]));
    write(folder.path(), "blank.png", &picture::of_codes(&[]));
    write(folder.path(), "letter.docx", &[0x50, 0x4b, 3, 4, 0xff, 0xfe]);
    write(folder.path(), "empty", b"");
    write(folder.path(), ".hidden", b"x");
    let answer = wallet.check_folder(folder.path().to_path_buf()).await.unwrap();
    let verdict = |file: &str| line(&answer.lines, file).verdict;
    assert_eq!(answer.lines.len(), 8, "{answer:?}");
    assert_eq!(answer.left_out, 0);
    for file in ["good.pdf", "named like a picture.png"] {
        assert_eq!(verdict(file), VerdictView::Valid, "{file}");
    }
    assert_eq!(verdict("changed.pdf"), VerdictView::NotGenuine);
    assert_eq!(verdict(&Path::new("deep").join("er").join("code.txt").to_string_lossy()), VerdictView::Valid);
    assert_eq!((verdict("two.png"), line(&answer.lines, "two.png").codes), (VerdictView::Revoked, 2));
    for file in ["blank.png", "letter.docx", "empty"] {
        assert_eq!(line(&answer.lines, file).reasons, [VerdictReason::NoCode], "{file}");
    }
    let good_line = line(&answer.lines, "good.pdf");
    assert_eq!(good_line.kind, Some(CertificateKindView::Employment));
    assert_eq!(good_line.reference.as_deref(), Some(good.reference.as_str()));
    assert_eq!(line(&answer.lines, "changed.pdf").reference, None, "nothing of a forgery is reported");
    let told = serde_json::to_string(&answer).unwrap();
    assert!(!told.contains("OUARDI") && !told.contains("نعيمة"), "the report names a person");
    assert_eq!((wallet.folder_progress().done, wallet.folder_progress().total), (8, 8));
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_out_of_the_folder_is_not_followed() {
    let portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start();
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(elsewhere.path(), "secret.txt", b"not of this folder");
    write(folder.path(), "a.txt", b"x");
    std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("link")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path().join("secret.txt"), folder.path().join("s.txt")).unwrap();
    std::os::unix::fs::symlink(folder.path(), folder.path().join("round")).unwrap();
    let answer = wallet.check_folder(folder.path().to_path_buf()).await.unwrap();
    assert_eq!(answer.lines.iter().map(|line| line.file.as_str()).collect::<Vec<_>>(), ["a.txt"]);
}

#[tokio::test]
async fn a_check_can_be_stopped_and_says_how_much_is_left_out() {
    const FILES: u32 = 6_000;
    let portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = Arc::new(device.start());
    wallet.refresh_trust().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let text = Fund::new(1).certificate(9).qr_text;
    for number in 0..FILES {
        write(folder.path(), &format!("{number:05}.txt"), text.as_bytes());
    }
    let checking = tokio::spawn({
        let (wallet, folder) = (Arc::clone(&wallet), folder.path().to_path_buf());
        async move { wallet.check_folder(folder).await }
    });
    while wallet.folder_progress().done == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(code_of(wallet.check_folder(folder.path().to_path_buf()).await), ErrorCode::Busy);
    wallet.stop_folder();
    let answer = checking.await.unwrap().unwrap();
    let done = u32::try_from(answer.lines.len()).unwrap();
    assert!(done > 0 && answer.left_out > 0, "{done} done, {} left out", answer.left_out);
    assert_eq!(done + answer.left_out, FILES);
    assert!(answer.lines.iter().all(|line| line.verdict == VerdictView::Valid));
    assert!(
        wallet.check_folder(folder.path().to_path_buf()).await.unwrap().left_out == 0,
        "and again from the start"
    );
}

#[tokio::test]
async fn a_folder_that_is_none_is_said_to_be_none() {
    let device = Device::new(&Fund::new(1), "http://127.0.0.1:9");
    let wallet = device.start();
    let gone = std::env::temp_dir().join("no folder of this name");
    assert_eq!(code_of(wallet.check_folder(gone).await), ErrorCode::NothingToCheck);
}
