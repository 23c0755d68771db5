//! Makes code of `src/certificates/*.toml`: the kinds of certificate as constants, so that what a kind states is known
//! while the house is built, and a kind whose code cannot be printed fails the build (`damane-credential`, `fit.rs`).

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

#[derive(serde::Deserialize)]
struct Kind {
    code: String,
    layout: u64,
    letters: String,
    title: Words,
    sentence: Words,
    field: Vec<Field>,
    /// Dated figures and worked cases: read by `parameters.rs` when they are asked for.
    #[serde(flatten)]
    figures: toml::Table,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    ar: String,
    fr: String,
    en: String,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Field {
    key: String,
    of: String,
    most: Option<u32>,
    /// The page's table says it: no row of its own.
    #[serde(default)]
    in_table: bool,
    label: Words,
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/certificates");
    let mut kinds = Vec::new();
    for entry in std::fs::read_dir("src/certificates")? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            kinds.push(read(&path).map_err(|error| format!("{}: {error}", path.display()))?);
        }
    }
    kinds.sort_by_key(|kind| kind.layout);
    for pair in kinds.windows(2) {
        if pair[0].layout == pair[1].layout || pair[0].letters == pair[1].letters {
            return Err(format!("{} and {} share a number or letters", pair[0].code, pair[1].code).into());
        }
    }
    let out = PathBuf::from(std::env::var("OUT_DIR")?).join("kinds.rs");
    Ok(std::fs::write(out, write(&kinds)?)?)
}

fn read(path: &Path) -> Result<Kind, Box<dyn Error>> {
    let kind: Kind = toml::from_str(&std::fs::read_to_string(path)?)?;
    if path.file_stem().is_none_or(|stem| stem != kind.code.as_str()) {
        return Err("the file has the kind's name".into());
    }
    if kind.letters.len() != 2 || kind.field.len() > 20 {
        return Err("a reference starts with two letters, and a code has room for twenty facts".into());
    }
    Ok(kind)
}

/// `annual_salary` → `AnnualSalary`.
fn variant(code: &str) -> String {
    let capital =
        |word: &str| word.get(..1).unwrap_or_default().to_uppercase() + word.get(1..).unwrap_or_default();
    code.split('_').map(capital).collect()
}

fn write(kinds: &[Kind]) -> Result<String, Box<dyn Error>> {
    let mut code = String::from("/// Kinds of certificate, each with its file beside `certificates.rs`.\n");
    code.push_str("#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]\npub enum CertificateKind {\n");
    for kind in kinds {
        writeln!(code, "/// {}: `{}.toml`.\n{},", kind.title.en, kind.code, variant(&kind.code))?;
    }
    let names: Vec<_> = kinds.iter().map(|kind| format!("Self::{}", variant(&kind.code))).collect();
    writeln!(code, "}}\nimpl CertificateKind {{")?;
    writeln!(code, "/// All of them.\npub const ALL: [Self; {}] = [{}];", kinds.len(), names.join(", "))?;
    writeln!(
        code,
        "/// What its file says.\npub const fn details(self) -> &'static KindDetails {{ match self {{"
    )?;
    for kind in kinds {
        writeln!(code, "Self::{} => &{},", variant(&kind.code), kind.code.to_uppercase())?;
    }
    writeln!(code, "}} }} }}")?;
    for kind in kinds {
        write_details(&mut code, kind)?;
    }
    Ok(code)
}

fn write_details(code: &mut String, kind: &Kind) -> Result<(), Box<dyn Error>> {
    let Kind { code: name, layout, letters, title, sentence, field, figures } = kind;
    writeln!(code, "static {}: KindDetails = KindDetails {{", name.to_uppercase())?;
    writeln!(code, "code: {name:?}, layout: {layout}, letters: {letters:?},")?;
    writeln!(code, "title: {}, sentence: {}, fields: &[", words(title), words(sentence))?;
    for Field { key, of, most, in_table, label } in field {
        let of = match (of.as_str(), most) {
            ("number" | "days", Some(most)) => format!("{} {{ most: {most} }}", variant(of)),
            ("number" | "days", None) | (_, Some(_)) => {
                return Err(format!("{name}, {key}: numbers and days have a `most`, nothing else has").into());
            }
            // A type that does not exist does not compile.
            (other, None) => variant(other),
        };
        writeln!(
            code,
            "Field {{ key: {key:?}, of: FieldType::{of}, label: {}, has_row: {} }},",
            words(label),
            !in_table
        )?;
    }
    writeln!(code, "], figures: {:?} }};", toml::to_string(figures)?)?;
    Ok(())
}

fn words(words: &Words) -> String {
    format!("Words {{ ar: {:?}, fr: {:?}, en: {:?} }}", words.ar, words.fr, words.en)
}
