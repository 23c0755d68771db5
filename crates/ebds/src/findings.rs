//! What the checker found, with a limit on what is kept so that a hostile file cannot fill the memory.

use crate::rules::{Rule, Severity};

/// One thing found in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Line, from 1.
    pub line: u64,
    /// Column in bytes, from 1.
    pub column: u16,
    /// `EBDS-nnn`.
    pub code: &'static str,
    /// Whether the file is refused for it.
    pub severity: Severity,
    /// What is wrong, in English; never a name or a number of a person.
    pub message: String,
}

impl Finding {
    /// A finding in the words of its rule.
    pub fn of(line: u64, column: usize, rule: &Rule) -> Self {
        Self::with(line, column, rule, "")
    }

    fn with(line: u64, column: usize, rule: &Rule, more: &str) -> Self {
        let message = if more.is_empty() { rule.words.to_owned() } else { format!("{}: {more}", rule.words) };
        let column = u16::try_from(column).unwrap_or(u16::MAX);
        Self { line, column, code: rule.code, severity: rule.severity, message }
    }
}

/// The findings of a file: the first thousand of each severity, the others counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    kept: Vec<Finding>,
    errors: u64,
    warnings: u64,
}

impl Findings {
    /// How many of each severity are kept.
    pub const LIMIT: u64 = 1_000;

    pub(crate) fn add(&mut self, line: u64, column: usize, rule: &Rule) {
        self.add_with(line, column, rule, String::new);
    }

    /// `more` is asked for only when the finding is kept.
    pub(crate) fn add_with(&mut self, line: u64, column: usize, rule: &Rule, more: impl FnOnce() -> String) {
        let count = match rule.severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        *count += 1;
        if *count > Self::LIMIT {
            return;
        }
        self.kept.push(Finding::with(line, column, rule, &more()));
    }

    /// Those kept, by line and column once the check is over.
    pub fn kept(&self) -> &[Finding] {
        &self.kept
    }

    /// Errors found, kept or not.
    pub const fn errors(&self) -> u64 {
        self.errors
    }

    /// Warnings found, kept or not.
    pub const fn warnings(&self) -> u64 {
        self.warnings
    }

    /// Found but not kept.
    pub fn left_out(&self) -> u64 {
        self.errors + self.warnings - self.kept.len() as u64
    }

    pub(crate) fn sort(&mut self) {
        self.kept.sort_by_key(|finding| (finding.line, finding.column));
    }
}
