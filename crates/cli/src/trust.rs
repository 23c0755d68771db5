//! `damane trust export`, and finding the lists a check goes by.

use crate::output::{complain, say};
use anyhow::{Context, Result, anyhow, bail};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use damane_credential::{PublicKey, TrustBundle};
use damane_domain::time::Timestamp;
use damane_services::{Fund, Ports};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// From where, to where.
#[derive(Debug, clap::Args)]
pub struct Export {
    /// The fund's data folder.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// File to write; standard output when none is named.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Writes the bundle.
pub async fn export(place: &Export) -> Result<ExitCode> {
    let text = bundle_of_fund(&place.data).await?.to_json()?;
    match &place.out {
        Some(path) => std::fs::write(path, text + "\n").with_context(|| path.display().to_string())?,
        None => say(&text),
    }
    Ok(ExitCode::SUCCESS)
}

/// The lists a fund signs now.
pub async fn bundle_of_fund(data: &Path) -> Result<TrustBundle> {
    let fund = Fund::open(data, Ports::system())
        .await
        .with_context(|| format!("the fund in {} cannot be opened", data.display()))?;
    let root =
        URL_SAFE_NO_PAD.decode(&fund.profile().root_key).map_err(|_| anyhow!("root_key is not base64url"))?;
    let mut bundle = TrustBundle::open(PublicKey::from_point(&root)?, &fund.trust_list().await?)?;
    let years: Vec<u16> = bundle.trust().content().status.iter().map(|address| address.list).collect();
    for year in years {
        bundle.put_status(&fund.status_list(year).await?)?;
    }
    fund.close().await;
    Ok(bundle)
}

/// Lists younger than this are not asked for again, seconds.
const FRESH_SECONDS: i64 = 86_400;
/// Largest list that is taken, bytes.
const LIST_BYTES: usize = 4 * 1024 * 1024;
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// Asks the fund's own host for newer lists when these are a day old. Without an answer the held ones serve, and the
/// verdict tells their age.
pub async fn renew(bundle: &mut TrustBundle, now: Timestamp) {
    let oldest = bundle.statuses().iter().map(|list| list.content().issued_at).min();
    let oldest = oldest.unwrap_or(bundle.clock_floor()).min(bundle.trust().content().issued_at);
    if now < oldest.plus_seconds(FRESH_SECONDS) {
        return;
    }
    if let Err(error) = fetch(bundle).await {
        complain(&format!("no newer lists ({error:#}); going by those of {}", oldest.date()));
    }
}

async fn fetch(bundle: &mut TrustBundle) -> Result<()> {
    let http = reqwest::Client::builder()
        .tls_backend_preconfigured(tls()?)
        .https_only(true)
        .redirect(reqwest::redirect::Policy::none())
        .timeout(ANSWER_WITHIN)
        .build()?;
    let host = bundle.trust().content().hosts.first().context("the trust list names no host")?;
    let newer = get(&http, &format!("https://{host}/v1/trust")).await?;
    bundle.renew_trust(&newer)?;
    let addresses = bundle.trust().content().status.clone();
    for address in addresses {
        bundle.put_status(&get(&http, &address.uri).await?)?;
    }
    Ok(())
}

/// The body, piece by piece: a length header may lie.
async fn get(http: &reqwest::Client, url: &str) -> Result<Vec<u8>> {
    let mut response = http.get(url).send().await?.error_for_status()?;
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await? {
        if body.len() + piece.len() > LIST_BYTES {
            bail!("{url}: an answer without end");
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

fn tls() -> Result<rustls::ClientConfig> {
    let mut roots = rustls::RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config =
        rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}
