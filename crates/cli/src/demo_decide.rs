//! `damane demo decide` and `damane demo pay-due`: what the two invented officers of a demonstration do with a claim, and
//! with what is due.

use crate::output::say;
use anyhow::{Context, Result};
use damane_domain::claim::{DocumentKind, Refusal};
use damane_domain::ids::ClaimId;
use damane_domain::money::Money;
use damane_services::demo::{self, DemoDecision};
use damane_services::{Fund, Ports};
use std::path::PathBuf;
use std::process::ExitCode;

/// Which claim, and what is decided.
#[derive(Debug, clap::Args)]
pub struct Decide {
    /// The claim's id, 32 hex digits: the end of its page's address.
    #[arg(value_parser = read_id)]
    claim: ClaimId,
    /// The demonstration's data folder.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    #[command(subcommand)]
    decision: Decision,
}

/// Of which demonstration.
#[derive(Debug, clap::Args)]
pub struct PayDue {
    /// The demonstration's data folder.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
}

#[derive(Debug, clap::Subcommand)]
enum Decision {
    /// An officer looks at it.
    Take,
    /// Documents are asked for: `prescription`, `invoice`, …
    Ask {
        /// Which.
        #[arg(required = true, value_parser = read_document)]
        wanted: Vec<DocumentKind>,
        /// In the officer's words.
        #[arg(long)]
        words: Option<String>,
    },
    /// It is granted, so many centimes for each of its lines, and paid today.
    Pay {
        /// Centimes, in the order of the lines.
        #[arg(required = true)]
        centimes: Vec<i64>,
    },
    /// A declared loss or a pension is granted what the rules give for each month.
    Grant,
    /// It is refused: `not_covered`, `duplicate`, …
    Refuse {
        /// Why.
        #[arg(required = true, value_parser = read_reason)]
        reasons: Vec<Refusal>,
        /// In the officer's words.
        #[arg(long)]
        words: Option<String>,
    },
}

fn read_id(text: &str) -> Result<ClaimId, String> {
    ClaimId::parse(text).map_err(|error| error.to_string())
}

fn read_document(text: &str) -> Result<DocumentKind, String> {
    DocumentKind::from_code(text).ok_or_else(|| known(DocumentKind::ALL.iter().map(|kind| kind.code())))
}

fn read_reason(text: &str) -> Result<Refusal, String> {
    Refusal::from_code(text).ok_or_else(|| known(Refusal::ALL.iter().map(|reason| reason.code())))
}

fn known(codes: impl Iterator<Item = &'static str>) -> String {
    format!("one of {}", codes.collect::<Vec<_>>().join(", "))
}

impl From<Decision> for DemoDecision {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Take => Self::Take,
            Decision::Ask { wanted, words } => Self::Ask(wanted, words),
            Decision::Pay { centimes } => Self::Pay(centimes.into_iter().map(Money::centimes).collect()),
            Decision::Grant => Self::Grant,
            Decision::Refuse { reasons, words } => Self::Refuse(reasons, words),
        }
    }
}

/// Decides.
pub async fn decide(which: Decide) -> Result<ExitCode> {
    let fund = Fund::open(&which.data, Ports::system()).await.context("the fund cannot be opened")?;
    let decided = demo::decide(&fund, &which.claim, &which.decision.into()).await;
    fund.close().await;
    decided?;
    say("decided");
    Ok(ExitCode::SUCCESS)
}

/// Sends what is due to the bank, and says that it arrived.
pub async fn pay_due(which: PayDue) -> Result<ExitCode> {
    let fund = Fund::open(&which.data, Ports::system()).await.context("the fund cannot be opened")?;
    let paid = demo::pay_due(&fund).await;
    fund.close().await;
    say(if paid? { "paid" } else { "nothing is due" });
    Ok(ExitCode::SUCCESS)
}
