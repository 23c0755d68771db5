//! The house holds itself to its plan: allowed edges between floors, one door to Tauri, equal locales, known licences.

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What each floor may use (docs/architecture.md). Any other edge is a defect.
const FLOORS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("ebds", &["domain"]),
    ("credential", &["domain"]),
    ("document", &["domain", "credential"]),
    ("contract", &["domain"]),
    ("storage", &["domain"]),
    ("services", &["domain", "ebds", "credential", "document", "storage"]),
    ("portal", &["domain", "services", "contract", "storage"]),
    ("wallet", &["domain", "credential", "document", "contract"]),
    ("phone", &[]),
    ("cli", &["domain", "portal", "services", "credential", "document", "ebds"]),
    ("app", &["wallet", "contract", "phone"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the checkout exists")
}

/// What `cargo metadata` says that is asked here. The crate that reads all of it turns on features of others, with which
/// everything would be built once for the programs and once more for the tests.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_members: BTreeSet<String>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
    manifest_path: PathBuf,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// Absent for what is neither of tests nor of a build script.
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    /// Ids of what it is built with.
    dependencies: Vec<String>,
}

impl Metadata {
    fn workspace_packages(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.workspace_members.contains(&package.id))
    }
}

fn metadata() -> Metadata {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let said = cargo.args(["metadata", "--format-version", "1", "--locked"]).current_dir(root()).output();
    let said = said.expect("cargo starts");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    serde_json::from_slice(&said.stdout).expect("cargo metadata answers")
}

fn floor(name: &str) -> Option<&str> {
    name.strip_prefix("damane-")
}

#[test]
fn no_floor_uses_a_floor_the_plan_does_not_give_it() {
    let plan: BTreeMap<&str, &[&str]> = FLOORS.iter().copied().collect();
    let mut defects = Vec::new();
    for package in metadata().workspace_packages() {
        let Some(from) = floor(&package.name).filter(|name| *name != "tests") else { continue };
        let allowed = plan.get(from).unwrap_or_else(|| panic!("{from} stands in no row of the plan"));
        let normal = package.dependencies.iter().filter(|edge| edge.kind.is_none());
        for to in normal.filter_map(|edge| floor(&edge.name)) {
            if !allowed.contains(&to) {
                defects.push(format!("{from} → {to}"));
            }
        }
    }
    assert!(defects.is_empty(), "edges outside the plan: {defects:?}");
}

#[test]
fn every_dependency_takes_its_version_from_the_workspace() {
    let mut defects = Vec::new();
    for package in metadata().workspace_packages() {
        if floor(&package.name) == Some("app") {
            continue; // the shell pins Tauri and its plugins, which nothing else uses
        }
        let manifest = std::fs::read_to_string(&package.manifest_path).expect("a manifest");
        let table: toml::Table = toml::from_str(&manifest).expect("it is TOML");
        for (name, value) in dependency_tables(&table) {
            if value.get("workspace").and_then(toml::Value::as_bool) != Some(true) {
                defects.push(format!("{}: {name}", package.name));
            }
        }
    }
    assert!(defects.is_empty(), "versions outside the workspace table: {defects:?}");
}

fn dependency_tables(table: &toml::Table) -> Vec<(String, toml::Value)> {
    let mut found = Vec::new();
    for (name, value) in table {
        match (name.ends_with("dependencies"), value.as_table()) {
            (true, Some(entries)) => found.extend(entries.clone()),
            (false, Some(inner)) if name == "target" || name.starts_with("cfg") => {
                found.extend(dependency_tables(inner));
            }
            _ => {}
        }
    }
    found
}

#[test]
fn every_dependency_has_a_licence_and_a_source_we_accept() {
    let deny: toml::Table =
        toml::from_str(&std::fs::read_to_string(root().join("deny.toml")).expect("deny.toml"))
            .expect("it is TOML");
    let allowed: BTreeSet<&str> = deny["licenses"]["allow"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(toml::Value::as_str)
        .collect();
    let banned: BTreeSet<&str> = deny["bans"]["deny"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|ban| ban["crate"].as_str())
        .collect();
    let metadata = metadata();
    let mut defects = Vec::new();
    let others: Vec<&Package> = metadata
        .packages
        .iter()
        .filter(|package| !metadata.workspace_members.contains(&package.id))
        .collect();
    let sources: BTreeSet<Option<&str>> = others.iter().map(|package| package.source.as_deref()).collect();
    let is_a_registry = |source: &Option<&str>| source.is_some_and(|source| source.starts_with("registry+"));
    if sources.len() != 1 || !sources.iter().all(is_a_registry) {
        defects.push(format!("not from the one registry: {sources:?}"));
    }
    for package in others {
        if !package.license.as_deref().is_some_and(|licence| is_accepted(licence, &allowed)) {
            defects.push(format!("{} {}: {:?}", package.name, package.version, package.license));
        }
        if banned.contains(package.name.as_str()) && is_built_here(&metadata, package) {
            defects.push(format!("{} is banned", package.name));
        }
    }
    assert!(defects.is_empty(), "{defects:#?}");
}

/// `A OR B` needs one of them, `A AND B` all; `/` is the old spelling of OR.
fn is_accepted(licence: &str, allowed: &BTreeSet<&str>) -> bool {
    let plain = licence.replace(['(', ')'], "").replace('/', " OR ");
    if allowed.contains(plain.trim()) {
        return true;
    }
    if let Some((left, right)) = plain.split_once(" AND ") {
        return is_accepted(left, allowed) && is_accepted(right, allowed);
    }
    plain.split(" OR ").any(|one| allowed.contains(one.trim()))
}

/// Cargo.lock also lists what no feature of ours turns on.
fn is_built_here(metadata: &Metadata, package: &Package) -> bool {
    metadata.resolve.nodes.iter().any(|node| node.dependencies.contains(&package.id))
}

fn files_below(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let skipped = ["node_modules", "target", "build", ".svelte-kit", "paraglide", "gen", "bindings", "dist"];
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = path.file_name().and_then(std::ffi::OsStr::to_str).unwrap_or_default();
        if path.is_dir() && !skipped.contains(&name) {
            found.extend(files_below(&path, endings));
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(path);
        }
    }
    found
}

#[test]
fn one_file_alone_speaks_to_tauri() {
    let root = root();
    let others: Vec<_> = files_below(&root.join("ui"), &[".ts", ".js", ".mjs", ".svelte"])
        .into_iter()
        .filter(|path| !path.ends_with("ui/src/lib/platform/tauri.ts"))
        .filter(|path| std::fs::read_to_string(path).is_ok_and(|text| text.contains("@tauri-apps/")))
        .collect();
    assert!(others.is_empty(), "only ui/src/lib/platform/tauri.ts may import @tauri-apps: {others:?}");
}

/// A room of the UI: its parts below `lib`, its pages below `routes`.
const ROOMS: [&str; 10] = [
    "account",
    "career",
    "certificates",
    "check",
    "claims",
    "home",
    "job-loss",
    "office",
    "pension",
    "reimbursements",
];

#[test]
fn no_room_of_the_ui_imports_another() {
    let (source, mut seen, mut defects) = (root().join("ui/src"), 0, Vec::new());
    for room in ROOMS {
        for part in ["lib", "routes"] {
            for file in files_below(&source.join(part).join(room), &["svelte", "ts"]) {
                let text = std::fs::read_to_string(&file).expect("it is text");
                seen += 1;
                let others = ROOMS.iter().filter(|other| **other != room);
                let imported = others.filter(|other| text.contains(&format!("'$lib/{other}/")));
                defects.extend(imported.map(|other| format!("{} imports {other}", file.display())));
            }
        }
    }
    assert!(seen > 100, "the rooms are where they are looked for: {seen} files");
    assert!(defects.is_empty(), "what rooms share lies in camera, parts, form or words: {defects:?}");
}

#[test]
fn the_three_locales_have_the_same_keys_and_no_empty_text() {
    let read = |locale: &str| -> BTreeMap<String, serde_json::Value> {
        let mut messages = BTreeMap::new();
        for shelf in ["", "office/", "pension/", "reimbursements/"] {
            let path = root().join(format!("ui/messages/{shelf}{locale}.json"));
            let text = std::fs::read_to_string(&path).expect("the locale exists");
            let read: BTreeMap<String, serde_json::Value> = serde_json::from_str(&text).expect("it is JSON");
            messages.extend(read);
        }
        messages
    };
    let (arabic, french, english) = (read("ar"), read("fr"), read("en"));
    let keys =
        |messages: &BTreeMap<String, serde_json::Value>| messages.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(keys(&arabic), keys(&french), "ar and fr");
    assert_eq!(keys(&french), keys(&english), "fr and en");
    for (locale, messages) in [("ar", &arabic), ("fr", &french), ("en", &english)] {
        let empty: Vec<_> = messages.iter().filter(|(_, text)| text.as_str() == Some("")).collect();
        assert!(empty.is_empty(), "{locale}: {empty:?}");
    }
}

#[test]
fn every_file_says_on_its_first_line_what_it_is_for() {
    let root = root();
    let mut silent = Vec::new();
    for folder in ["crates", "src-tauri/src", "tests", "xtask/src", "ui/src", "ui/verifier"] {
        for path in files_below(&root.join(folder), &[".rs", ".ts", ".svelte", ".sql", ".mjs", ".py"]) {
            let text = std::fs::read_to_string(&path).expect("it is text");
            let first = text.lines().next().unwrap_or_default();
            let speaks = ["//", "/*", "<!--", "--", "#", "\"\"\""].iter().any(|mark| first.starts_with(mark));
            if !speaks {
                silent.push(path);
            }
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn the_window_grants_the_web_page_nothing_beyond_its_commands() {
    let root = root();
    let read = |path: &Path| -> serde_json::Value {
        serde_json::from_str(&std::fs::read_to_string(path).expect("it exists")).expect("it is JSON")
    };
    let configuration = read(&root.join("src-tauri/tauri.conf.json"));
    assert!(!configuration["app"]["security"]["csp"].is_null(), "the content security policy is set");
    assert_ne!(configuration["app"]["withGlobalTauri"], true, "Tauri's API is not a global");
    for path in files_below(&root.join("capabilities"), &[".json"]) {
        let capability = read(&path);
        assert!(capability.get("remote").is_none(), "{} lets a remote page in", path.display());
        for permission in capability["permissions"].as_array().expect("a list") {
            let name = permission.as_str().or_else(|| permission["identifier"].as_str()).expect("a name");
            let broad = ["fs:", "http:", "shell:", "opener:"].iter().any(|plugin| name.starts_with(plugin));
            assert!(!(broad && name.ends_with("default")), "{name} in {} is too broad", path.display());
        }
    }
}

#[test]
fn the_lock_files_name_no_machine_and_the_tree_no_path_of_one() {
    let root = root();
    let npm = std::fs::read_to_string(root.join("ui/package-lock.json")).expect("the UI's lock file");
    assert!(!npm.contains("\"resolved\""), "package-lock.json names a host");
    let home = ["/ro", "ot/"].concat();
    for folder in ["crates", "src-tauri", "tests", "xtask", "ui/src", "docs", ".ci", "capabilities"] {
        for path in files_below(
            &root.join(folder),
            &[".rs", ".ts", ".svelte", ".toml", ".json", ".md", ".kts", ".yml"],
        ) {
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(!text.contains(&home), "{} names a machine's folder", path.display());
        }
    }
}

/// `path::name` between backticks.
fn named_tests(page: &str) -> Vec<(&str, &str)> {
    let quoted = page.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    quoted.filter_map(|words| words.split_once("::")).filter(|(path, _)| path.ends_with(".rs")).collect()
}

/// Whether a file has a test of that name: a function right below an attribute that says so.
fn has_test(text: &str, name: &str) -> bool {
    let declared = [format!("fn {name}("), format!("async fn {name}(")];
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.iter().enumerate().any(|(at, line)| {
        let above = lines.iter().take(at).rev().take_while(|above| above.starts_with("#["));
        declared.iter().any(|words| line.starts_with(words.as_str()))
            && above.into_iter().any(|attribute| attribute.contains("test"))
    })
}

#[test]
fn every_test_the_threat_model_names_exists_and_no_requirement_is_both_met_and_not() {
    let page = std::fs::read_to_string(root().join("docs/threat-model.md")).expect("the threat model");
    let named = named_tests(&page);
    assert!(named.len() > 60, "the table is read: {}", named.len());
    let missing: Vec<_> = named
        .iter()
        .filter(|(path, name)| {
            !has_test(&std::fs::read_to_string(root().join(path)).unwrap_or_default(), name)
        })
        .collect();
    assert!(missing.is_empty(), "named in docs/threat-model.md and not there: {missing:#?}");
    let ids = |section: &str| -> Vec<String> {
        let rows =
            section.lines().filter(|line| line.starts_with("| v5.0.0-") || line.starts_with("| MASVS-"));
        let cells = rows.filter_map(|row| row.split('|').nth(1));
        cells.flat_map(|cell| cell.split(',')).map(|id| id.trim().to_owned()).collect()
    };
    let (met, not_met) = page.split_once("### Not met").expect("both tables");
    let all: Vec<String> = ids(met).into_iter().chain(ids(not_met)).collect();
    let distinct: BTreeSet<&String> = all.iter().collect();
    assert!(all.len() > 90, "the ids are read: {}", all.len());
    assert_eq!(distinct.len(), all.len(), "an id stands twice: {all:?}");
}
