//! A folder of certificates, checked at once by the app on a computer. Nothing of it goes over the network.

use crate::{CertificateKindView, VerdictReason, VerdictView};

/// How far a check of a folder has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct FolderProgressView {
    /// Files that are done.
    pub done: u32,
    /// Files there are, as far as the folder was read.
    pub total: u32,
}

/// One file of a folder. It names no person: the report may lie about for long.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct FolderLineView {
    /// Its path below the folder.
    pub file: String,
    /// The verdict; of several codes in one file, the one that decides.
    pub verdict: VerdictView,
    /// Why.
    pub reasons: Vec<VerdictReason>,
    /// Kind of certificate, when the seal holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<CertificateKindView>,
    /// Reference, when the seal holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Last valid day, ISO date, when the seal holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// Age of the status list, whole days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_age_days: Option<u32>,
    /// Codes that were found.
    pub codes: u32,
}

/// A folder that was checked.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct FolderView {
    /// The folder's own name.
    pub name: String,
    /// Its files, in the order of their paths.
    pub lines: Vec<FolderLineView>,
    /// Files that were not looked at: the person stopped, or there were more than are read.
    pub left_out: u32,
    /// When: UTC, RFC 3339.
    pub checked_at: String,
}
