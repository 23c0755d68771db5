//! The test suites: what each needs, and what it runs.

use crate::process::{self, Running};
use crate::workspace::{self, Built};
use crate::{chores, npm, packages, postgres, python};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

/// A suite of tests, by what it exercises.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Suite {
    /// Formatting of every Rust file.
    Fmt,
    /// clippy, ESLint, stylelint, svelte-check: warnings are errors.
    Lint,
    /// Tests that need nothing but this repository.
    Unit,
    /// The storage suite on SQLite and on PostgreSQL.
    Storage,
    /// The user interface's own tests and its size.
    Ui,
    /// Journeys across floors, through the portal's HTTP door.
    Journeys,
    /// Certificates judged by pyHanko, qpdf, poppler and zbar; documents kept by an S3 service.
    Documents,
    /// Messages handed to a real message centre and a real mail server.
    Delivery,
    /// The screens in Chromium against a real portal, with axe.
    Browser,
    /// The app's real window, keychain and vault.
    Window,
    /// `cargo xtask run --headless` on an empty folder, and the main job through it.
    Start,
}

/// Every suite, cheapest first.
pub const ALL: [Suite; 11] = [
    Suite::Fmt,
    Suite::Lint,
    Suite::Unit,
    Suite::Storage,
    Suite::Ui,
    Suite::Journeys,
    Suite::Documents,
    Suite::Delivery,
    Suite::Browser,
    Suite::Window,
    Suite::Start,
];

impl Suite {
    /// As typed on the command line.
    pub fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

impl std::fmt::Debug for Suite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let value = clap::ValueEnum::to_possible_value(self);
        f.write_str(value.as_ref().map_or("suite", |value| value.get_name()))
    }
}

/// What several suites share and is made once: the built commands and the test programs.
#[derive(Default)]
pub struct Bench {
    built: Option<Built>,
    programs: Option<Vec<Program>>,
}

/// A test program cargo has built.
struct Program {
    package: String,
    target: String,
    integration: bool,
    folder: PathBuf,
    path: PathBuf,
}

/// Runs a suite; gives the number of tests where its runner tells.
pub fn run(suite: Suite, bench: &mut Bench) -> Result<Option<u32>> {
    match suite {
        Suite::Fmt => fmt(),
        Suite::Lint => lint(),
        Suite::Unit => unit(bench),
        Suite::Storage => storage(bench),
        Suite::Ui => ui(),
        Suite::Journeys => journeys(bench),
        Suite::Documents => documents(bench),
        Suite::Delivery => delivery(bench),
        Suite::Browser => browser(bench, false),
        Suite::Window => window(bench),
        Suite::Start => start(bench),
    }
}

/// Photographs the screens into docs/screens.
pub fn gallery() -> Result<()> {
    packages::ensure(packages::GALLERY)?;
    let before = workspace::scratch("gallery")?;
    let taken_before = std::fs::metadata(&before)?.modified()?;
    browser(&mut Bench::default(), true)?;
    std::fs::remove_dir_all(&before)?;
    // Two pixels a point were photographed, one is enough to see; those of an earlier time are small already.
    let folder = workspace::root().join("docs/screens");
    let mut shrink = Command::new("mogrify");
    shrink.args(["-strip", "-resize", "50%", "-colors", "200", "+dither"]);
    for entry in std::fs::read_dir(&folder).context("docs/screens cannot be listed")? {
        let picture = entry?;
        if picture.metadata()?.modified()? > taken_before {
            shrink.arg(picture.path());
        }
    }
    process::must(&mut shrink, "mogrify")
}

fn fmt() -> Result<Option<u32>> {
    process::must(workspace::cargo().args(["fmt", "--all", "--check"]), "cargo fmt")?;
    Ok(None)
}

fn lint() -> Result<Option<u32>> {
    packages::ensure(packages::BUILD)?;
    npm::build()?;
    let clippy = ["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"];
    process::must(workspace::cargo().args(clippy), "cargo clippy")?;
    for script in ["check", "lint"] {
        npm::script(script)?;
    }
    Ok(None)
}

fn unit(bench: &mut Bench) -> Result<Option<u32>> {
    packages::ensure(packages::FLOORS)?;
    let own_suites = ["damane-tests", "damane-storage"];
    let mut count = chores::bindings_are_fresh()?;
    count += bench.run_programs(&[], |program| {
        let alone = !program.integration || !own_suites.contains(&program.package.as_str());
        alone || program.target == "architecture"
    })?;
    Ok(Some(count))
}

fn storage(bench: &mut Bench) -> Result<Option<u32>> {
    packages::ensure(packages::STORAGE)?;
    let server = postgres::Server::start()?;
    let environment = [("DAMANE_TEST_POSTGRES", server.url())];
    bench
        .run_programs(&environment, |program| program.integration && program.package == "damane-storage")
        .map(Some)
}

fn ui() -> Result<Option<u32>> {
    npm::build()?;
    npm::script("test")?;
    npm::script("size")?;
    Ok(None)
}

fn journeys(bench: &mut Bench) -> Result<Option<u32>> {
    let elsewhere = ["architecture", "documents", "objects", "delivery", "delivered", "window", "start"];
    let environment = bench.commands()?;
    bench
        .run_programs(&environment, |program| {
            program.integration
                && program.package == "damane-tests"
                && !elsewhere.contains(&program.target.as_str())
        })
        .map(Some)
}

fn documents(bench: &mut Bench) -> Result<Option<u32>> {
    packages::ensure(packages::DOCUMENTS)?;
    let mut environment = bench.commands()?;
    environment.push(("DAMANE_PYTHON", python::interpreter()?.display().to_string()));
    let is_ours = |program: &Program| program.is_journey("documents") || program.is_journey("objects");
    bench.run_programs(&environment, is_ours).map(Some)
}

fn delivery(bench: &mut Bench) -> Result<Option<u32>> {
    packages::ensure(packages::DELIVERY)?;
    let mut environment = bench.commands()?;
    environment.push(("DAMANE_PYTHON", python::interpreter()?.display().to_string()));
    let is_ours = |program: &Program| program.is_journey("delivery") || program.is_journey("delivered");
    bench.run_programs(&environment, is_ours).map(Some)
}

fn window(bench: &mut Bench) -> Result<Option<u32>> {
    packages::ensure(packages::WINDOW)?;
    let mut environment = bench.commands()?;
    environment.push(("DAMANE_TEST_SECRET_SERVICE", "1".to_owned()));
    let keyring =
        |program: &Program| program.package == "damane-wallet" && program.target == "secret_service";
    bench.run_programs(&environment, |program| program.is_journey("window") || keyring(program)).map(Some)
}

fn start(bench: &mut Bench) -> Result<Option<u32>> {
    let environment = bench.commands()?;
    bench.run_programs(&environment, |program| program.is_journey("start")).map(Some)
}

/// Starts a portal on an empty data folder and lets Chromium walk through it.
fn browser(bench: &mut Bench, gallery: bool) -> Result<Option<u32>> {
    packages::ensure(packages::BROWSER)?;
    let damane = bench.built()?.damane.clone();
    let data = workspace::scratch("browser")?;
    let port = process::free_port()?.to_string();
    let mut prepare = Command::new(&damane);
    prepare.args(["demo", "prepare", "--people", "40", "--port", &port, "--data"]).arg(&data);
    process::must(prepare.stdout(Stdio::null()), "damane demo prepare")?;
    let mut serve = Command::new(&damane);
    serve.args(["serve", "--port", &port, "--data"]).arg(&data);
    let mut portal = Running::start(&mut serve, "the portal")?;
    process::wait_for_http(port.parse()?, "/healthz", &mut portal, Duration::from_secs(30))?;
    let mut node = Command::new("node");
    node.current_dir(workspace::root().join("tests/ui")).args(["--test", "--test-concurrency=1"]);
    node.env("DAMANE_URL", format!("http://localhost:{port}")).env("DAMANE_DATA", &data);
    node.env("DAMANE_BIN", &damane);
    if gallery {
        node.env("DAMANE_GALLERY", "1");
    }
    let walked = process::must(&mut node, "node --test in tests/ui");
    portal.stop(Duration::from_secs(12))?;
    std::fs::remove_dir_all(&data).context("the scratch folder of the browser suite cannot be deleted")?;
    walked.map(|()| None)
}

impl Program {
    fn is_journey(&self, name: &str) -> bool {
        self.integration && self.package == "damane-tests" && self.target == name
    }

    /// Runs it where cargo would, and gives the number of tests that passed.
    fn run(&self, environment: &[(&str, String)]) -> Result<u32> {
        println!("-- {} {}", self.package, self.target);
        let mut command = Command::new(&self.path);
        command.current_dir(&self.folder).env("CARGO_MANIFEST_DIR", &self.folder);
        command.envs(environment.iter().map(|(name, value)| (name, value)));
        let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() {
            print!("{text}");
            bail!("{} {} failed ({})", self.package, self.target, output.status);
        }
        let closing = text.lines().rev().find(|line| line.starts_with("test result:")).unwrap_or_default();
        println!("{closing}");
        Ok(closing.split_whitespace().nth(3).and_then(|count| count.parse().ok()).unwrap_or(0))
    }
}

impl Bench {
    fn built(&mut self) -> Result<&Built> {
        if self.built.is_none() {
            packages::ensure(packages::BUILD)?;
            npm::build()?;
            self.built = Some(workspace::build()?);
        }
        self.built.as_ref().context("the build left nothing")
    }

    /// Where the journeys find the built commands.
    fn commands(&mut self) -> Result<Vec<(&'static str, String)>> {
        let built = self.built()?;
        Ok(vec![
            ("DAMANE_BIN", built.damane.display().to_string()),
            ("DAMANE_APP_BIN", built.app.display().to_string()),
        ])
    }

    fn run_programs(
        &mut self,
        environment: &[(&str, String)],
        chosen: impl Fn(&Program) -> bool,
    ) -> Result<u32> {
        self.built()?;
        if self.programs.is_none() {
            self.programs = Some(build_programs()?);
        }
        let mut failures = Vec::new();
        let mut count = 0;
        for program in self.programs.iter().flatten().filter(|program| chosen(program)) {
            match program.run(environment) {
                Ok(passed) => count += passed,
                Err(error) => failures.push(format!("{error:#}")),
            }
        }
        if !failures.is_empty() {
            bail!("{}", failures.join("; "));
        }
        if count == 0 {
            bail!("no test ran");
        }
        Ok(count)
    }
}

/// Builds every test program of the workspace in one go and lists them.
fn build_programs() -> Result<Vec<Program>> {
    let mut cargo = workspace::cargo();
    cargo.args(["test", "--workspace", "--lib", "--bins", "--tests", "--no-run", "--message-format=json"]);
    let output = cargo.stdin(Stdio::null()).stderr(Stdio::inherit()).output().context("cargo test")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let messages = text.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let mut programs = Vec::new();
    for message in messages {
        if let Some(rendered) = message.pointer("/message/rendered").and_then(serde_json::Value::as_str) {
            eprint!("{rendered}");
        }
        programs.extend(program_of(&message));
    }
    if !output.status.success() {
        bail!("the tests do not build");
    }
    programs.sort_by(|a, b| (&a.package, &a.target).cmp(&(&b.package, &b.target)));
    Ok(programs)
}

fn program_of(message: &serde_json::Value) -> Option<Program> {
    let text = |pointer: &str| message.pointer(pointer).and_then(serde_json::Value::as_str);
    if message.pointer("/profile/test")?.as_bool()? {
        let folder = PathBuf::from(text("/manifest_path")?).parent()?.to_path_buf();
        let package = package_name(text("/package_id")?)?;
        let integration = text("/target/kind/0")? == "test";
        let target = text("/target/name")?.to_owned();
        return Some(Program { package, target, integration, folder, path: text("/executable")?.into() });
    }
    None
}

/// `path+file:///…/crates/domain#damane-domain@0.1.0` or `…/xtask#0.1.0`: the name either way.
fn package_name(id: &str) -> Option<String> {
    let (path, fragment) = id.rsplit_once('#')?;
    let name = fragment.split_once('@').map(|(name, _)| name);
    name.or_else(|| path.rsplit('/').next()).map(str::to_owned)
}
