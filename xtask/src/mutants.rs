//! `cargo xtask mutants`: takes one owner check at a time out of a copy of this repository, and shows that the
//! authorisation matrix fails for each. Minutes long, so no suite; the last run is recorded in docs/threat-model.md.

use crate::{process, workspace};
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::{Command, Stdio};

/// One owner check, and the code without it.
struct Mutant {
    /// What is left out.
    what: &'static str,
    /// What the matrix then says, among other things.
    noticed: &'static str,
    file: &'static str,
    with: &'static str,
    without: &'static str,
}

const MUTANTS: [Mutant; 10] = [
    Mutant {
        what: "whose certificate is shown",
        noticed: "GET /v1/certificates/{id} by Other",
        file: "crates/storage/src/certificates.rs",
        with: "WHERE person = $1 AND certificate = $2\"));",
        without: "WHERE (person = $1 OR 1 = 1) AND certificate = $2\"));",
    },
    Mutant {
        what: "whose certificates are listed",
        noticed: "GET /v1/certificates by Other",
        file: "crates/storage/src/certificates.rs",
        with: "WHERE person = $1 ORDER BY issued_at",
        without: "WHERE (person = $1 OR 1 = 1) ORDER BY issued_at",
    },
    Mutant {
        what: "whose devices are listed, named and revoked",
        noticed: "PATCH /v1/me/devices/{id} by Other",
        file: "crates/storage/src/accounts/devices.rs",
        with: "FROM devices d WHERE d.person = $1",
        without: "FROM devices d WHERE (d.person = $1 OR 1 = 1)",
    },
    Mutant {
        what: "whose passkey is removed",
        noticed: "DELETE /v1/me/passkeys/{id} by Other",
        file: "crates/storage/src/accounts/passkeys.rs",
        with: "DELETE FROM passkeys WHERE person = $1 AND passkey = $2",
        without: "DELETE FROM passkeys WHERE (person = $1 OR 1 = 1) AND passkey = $2",
    },
    Mutant {
        what: "whose authenticator is removed",
        noticed: "DELETE /v1/me/authenticator by Other",
        file: "crates/storage/src/accounts/factors.rs",
        with: "DELETE FROM authenticators WHERE person = $1 AND in_use = 1\");\n    Ok(",
        without: "DELETE FROM authenticators WHERE (person = $1 OR 1 = 1) AND in_use = 1\");\n    Ok(",
    },
    Mutant {
        what: "whose change is withdrawn",
        noticed: "DELETE /v1/me/details/{detail} by Other",
        file: "crates/storage/src/accounts/details.rs",
        with: "DELETE FROM detail_changes WHERE person = $1 AND detail = $2\"",
        without: "DELETE FROM detail_changes WHERE (person = $1 OR 1 = 1) AND detail = $2\"",
    },
    Mutant {
        what: "whose session a code confirms",
        noticed: "POST /v1/me/confirmation/code by Other",
        file: "crates/services/src/confirmation.rs",
        with: "found.session == Some(session.id)",
        without: "found.session == Some(session.id) || found.session.is_some()",
    },
    Mutant {
        what: "whose account is closed",
        noticed: "DELETE /v1/me by Other",
        file: "crates/services/src/closing.rs",
        with: "if !is_same(&typed, &confirmed.session().registration_number) {",
        without: "if typed.as_str().is_empty() {",
    },
    Mutant {
        what: "whose pension request is shown",
        noticed: "GET /v1/pension/requests/{claim} by Other",
        file: "crates/services/src/pension/request.rs",
        with: "kept_claims::find_claim(&mut reader, session.person, id)",
        without: "kept_claims::find_claim_of_office(&mut reader, self.office_of_claims(), id)",
    },
    Mutant {
        what: "the end of a revoked device's sessions",
        noticed: "GET /v1/me by RevokedDevice",
        file: "crates/storage/src/accounts/devices.rs",
        with: "DELETE FROM sessions WHERE person = $1 AND device = $2",
        without: "DELETE FROM sessions WHERE person = $1 AND device = $2 AND 1 = 0",
    },
];

#[derive(clap::Args)]
pub struct Arguments {
    /// Only those whose words contain this.
    #[arg(long)]
    only: Option<String>,
    /// Take all out in two builds instead of one for each: what lets a revoked device in hides another.
    #[arg(long)]
    together: bool,
}

/// Runs the matrix against each; fails when one of them goes unnoticed.
pub fn mutants(arguments: &Arguments) -> Result<()> {
    let copy = workspace::scratch("mutants")?;
    copy_sources(&copy)?;
    let wanted = |mutant: &&Mutant| arguments.only.as_ref().is_none_or(|word| mutant.what.contains(word));
    let mutants: Vec<&Mutant> = MUTANTS.iter().filter(wanted).collect();
    let batches: Vec<&[&Mutant]> = if arguments.together {
        let (last, others) = mutants.split_last().context("none of them has these words")?;
        vec![others, std::slice::from_ref(last)]
    } else {
        if !complaint(&copy)?.is_empty() {
            bail!("the matrix fails before anything is taken out");
        }
        mutants.chunks(1).collect()
    };
    let mut unnoticed = Vec::new();
    for batch in batches {
        unnoticed.extend(try_without(&copy, batch)?);
    }
    std::fs::remove_dir_all(&copy).context("the copy cannot be deleted")?;
    if unnoticed.is_empty() { Ok(()) } else { bail!("unnoticed: {unnoticed:?}") }
}

/// Takes those checks out, asks the matrix, and puts them back; gives what it did not notice.
fn try_without(copy: &Path, batch: &[&Mutant]) -> Result<Vec<&'static str>> {
    for mutant in batch {
        replace_in(&copy.join(mutant.file), mutant.with, mutant.without)?;
    }
    let complaint = complaint(copy)?;
    for mutant in batch {
        replace_in(&copy.join(mutant.file), mutant.without, mutant.with)?;
    }
    let mut unnoticed = Vec::new();
    for mutant in batch {
        match complaint.iter().find(|line| line.starts_with(mutant.noticed)) {
            Some(line) => println!("without {}: {line}", mutant.what),
            None => unnoticed.push(mutant.what),
        }
    }
    Ok(unnoticed)
}

fn replace_in(path: &Path, from: &str, to: &str) -> Result<()> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    std::fs::write(path, text.replace(from, to)).with_context(|| path.display().to_string())
}

/// What git knows, as it stands in the checkout.
fn copy_sources(copy: &Path) -> Result<()> {
    let root = workspace::root();
    let listed =
        process::output_of(Command::new("git").current_dir(&root).args(["ls-files"]), "git ls-files")?;
    let is_left = |path: &&str| !path.starts_with("ui/") && !path.starts_with("docs/");
    for file in listed.lines().filter(is_left) {
        let (from, to) = (root.join(file), copy.join(file));
        if let Some(folder) = to.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::copy(&from, &to).with_context(|| file.to_owned())?;
    }
    Ok(())
}

/// What the matrix complains of in the copy; nothing when it passes. A copy that does not build is an error.
fn complaint(copy: &Path) -> Result<Vec<String>> {
    let build = ["test", "--quiet", "--workspace", "--test", "http"];
    let mut cargo = cargo_in(copy)?;
    process::must(cargo.args(build).arg("--no-run"), "building the matrix")?;
    let mut cargo = cargo_in(copy)?;
    cargo.args(build).args(["--", "each_asks_and_gets_what_the_table_says"]).env("RUST_BACKTRACE", "0");
    let output = cargo.stdin(Stdio::null()).output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let findings: Vec<String> =
        said.lines().filter(|line| line.contains(" by ")).map(str::to_owned).collect();
    match (output.status.success(), findings.is_empty()) {
        (true, _) => Ok(Vec::new()),
        (false, false) => Ok(findings),
        (false, true) => bail!("the matrix ended in another way:\n{said}"),
    }
}

/// Cargo in the copy, with this checkout's build folder: what is not ours is not built again.
fn cargo_in(copy: &Path) -> Result<Command> {
    let mut cargo = workspace::cargo();
    cargo.current_dir(copy).env("CARGO_TARGET_DIR", workspace::target_dir()?);
    Ok(cargo)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_check_that_is_taken_out_stands_once_in_the_code() {
        for mutant in &MUTANTS {
            let text = std::fs::read_to_string(workspace::root().join(mutant.file)).unwrap_or_default();
            assert_eq!(text.matches(mutant.with).count(), 1, "{}", mutant.what);
        }
    }
}
