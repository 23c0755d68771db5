//! The `damane` command: serve a fund, take in employers' files, check certificates, keep keys. It parses the command
//! line and hands over; exit status 2 is a wrong call or an input that cannot be read.

mod audit;
mod declarations;
mod declarations_import;
mod demo;
mod demo_correct;
mod demo_decide;
mod keys;
mod office;
mod officers;
mod output;
mod rules;
mod serve;
mod trust;
mod verify;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(
    name = "damane",
    version,
    about = "A social-security fund's portal, its files and its certificates"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve a fund's portal until it is asked to stop.
    Serve(serve::Serve),
    /// The demonstration fund.
    #[command(subcommand)]
    Demo(DemoCommand),
    /// Employers' declaration files (e-BDS).
    #[command(subcommand)]
    Declarations(DeclarationsCommand),
    /// The register of insured persons.
    #[command(subcommand)]
    Register(RegisterCommand),
    /// Is it genuine? Texts of codes, pictures and PDFs.
    Verify(verify::Verify),
    /// What a verifier without network needs.
    #[command(subcommand)]
    Trust(TrustCommand),
    /// The fund's keys: made, rotated, retired; a root that is kept offline.
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Certificates the fund has issued.
    #[command(subcommand)]
    Certificates(CertificatesCommand),
    /// What officers do about accounts after an office visit.
    #[command(subcommand)]
    Office(OfficeCommand),
    /// Who read or changed what.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// What the rules say: a JSON object in, a JSON object out, with every step.
    #[command(subcommand)]
    Rules(rules::RulesCommand),
}

#[derive(Subcommand)]
enum DemoCommand {
    /// Make a demonstration fund with invented people, or bring one that is there to another port.
    Prepare(demo::Prepare),
    /// Decide a claim as the two invented officers of a demonstration.
    Decide(demo_decide::Decide),
    /// Pay what is granted and due, as the two invented officers of a demonstration.
    PayDue(demo_decide::PayDue),
    /// Write the file with which an employer of a demonstration corrects a month.
    Correct(demo_correct::Correct),
}

#[derive(Subcommand)]
enum DeclarationsCommand {
    /// Check files: layout, control sums, rules.
    Check(declarations::CheckArguments),
    /// Receive files into the careers.
    Import(declarations_import::ImportDeclarations),
    /// Write invented files.
    Generate(declarations::GenerateArguments),
}

#[derive(Subcommand)]
enum RegisterCommand {
    /// Receive the register feed.
    Import(declarations_import::ImportRegister),
}

#[derive(Subcommand)]
enum TrustCommand {
    /// Write the root, the trust list and the status lists into one file.
    Export(trust::Export),
}

#[derive(Subcommand)]
enum CertificatesCommand {
    /// Revoke a certificate: whoever checks it is told.
    Revoke(office::Revoke),
}

#[derive(Subcommand)]
enum OfficeCommand {
    /// Ask for an account to be reset; another officer must agree.
    Reset(office::Reset),
    /// Agree to a reset that another officer asked for.
    Approve(office::Approve),
    /// Update the declared mobile on an employer's notice.
    Mobile(office::UpdateMobile),
    /// By whom a person was looked up at the console, and why.
    Searches(office::Searches),
    /// Who may sign in at the console.
    #[command(subcommand)]
    Officer(officers::OfficerCommand),
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Is the log whole?
    Check(audit::Check),
    /// Watch a made-up person of the register.
    Canary(audit::Canary),
}

/// A wrong call, an unreadable input, a failure: said on standard error.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    let outcome = run(Arguments::parse());
    outcome.unwrap_or_else(|error| {
        output::complain(&format!("error: {error:#}"));
        ExitCode::from(FAILED)
    })
}

fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    use self::declarations_import as import;
    match arguments.command {
        Command::Declarations(DeclarationsCommand::Check(check)) => declarations::check(&check),
        Command::Declarations(DeclarationsCommand::Generate(plan)) => declarations::generate(&plan),
        Command::Declarations(DeclarationsCommand::Import(files)) => {
            wait(import::import_declarations(&files))
        }
        Command::Register(RegisterCommand::Import(feed)) => wait(import::import_register(&feed)),
        Command::Serve(place) => damane_portal::runtime()?.block_on(serve::serve(&place)),
        Command::Demo(DemoCommand::Prepare(wishes)) => wait(demo::prepare(&wishes)),
        Command::Demo(DemoCommand::Decide(which)) => wait(demo_decide::decide(which)),
        Command::Demo(DemoCommand::PayDue(which)) => wait(demo_decide::pay_due(which)),
        Command::Demo(DemoCommand::Correct(which)) => wait(demo_correct::correct(which)),
        Command::Verify(inputs) => wait(verify::verify(&inputs)),
        Command::Trust(TrustCommand::Export(place)) => wait(trust::export(&place)),
        Command::Keys(command) => wait(keys::keys(&command)),
        Command::Certificates(CertificatesCommand::Revoke(which)) => wait(office::revoke(&which)),
        Command::Office(OfficeCommand::Reset(which)) => wait(office::reset(&which)),
        Command::Office(OfficeCommand::Approve(which)) => wait(office::approve(&which)),
        Command::Office(OfficeCommand::Mobile(which)) => wait(office::update_mobile(&which)),
        Command::Office(OfficeCommand::Searches(which)) => wait(office::searches(&which)),
        Command::Office(OfficeCommand::Officer(command)) => wait(officers::officer(command)),
        Command::Audit(AuditCommand::Check(place)) => wait(audit::check(&place)),
        Command::Audit(AuditCommand::Canary(which)) => wait(audit::set_canary(&which)),
        Command::Rules(which) => rules::answer(&which),
    }
}

fn wait(work: impl Future<Output = anyhow::Result<ExitCode>>) -> anyhow::Result<ExitCode> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}
