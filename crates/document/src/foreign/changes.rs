//! What came after a seal, object by object: only certificates, revocation answers and timestamps change nothing that is
//! seen (EN 319 142-1 §5.4). Everything else is a change, whatever it looks like.

use super::file::{Entry, File};
use super::parser::is_space;
use std::collections::BTreeSet;
use std::ops::Range;

/// What came after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// Nothing.
    Nothing,
    /// Evidence, object by object.
    Evidence,
    /// Bytes that belong to no object of a revision.
    StrayBytes,
    /// This object is something else, or was changed. 0: it is the revisions themselves that cannot be read.
    Changed(u32),
}

/// Compares the file as it was sealed (its first `end` bytes) with the whole of it.
pub fn after(whole: &File<'_>, end: usize) -> After {
    if end == whole.bytes.len() {
        return After::Nothing;
    }
    let Some(Ok(sealed)) = whole.bytes.get(..end).map(|bytes| File::open(bytes, whole.fuel)) else {
        return After::Changed(0);
    };
    // The tables must lead from the newest down to the one that was the newest then.
    let newer = whole.sections.iter().take_while(|section| section.at >= end).count();
    let joins =
        whole.sections.get(newer).map(|section| section.at) == sealed.sections.first().map(|it| it.at);
    if newer == 0 {
        return After::StrayBytes;
    }
    if newer > MAX_NEWER {
        return After::Changed(0);
    }
    if !joins || whole.sections.iter().skip(newer).any(|section| section.at >= end) {
        return After::Changed(0);
    }
    Comparison::new(&sealed, whole, end).map_or(After::Changed(0), |comparison| comparison.judge(newer))
}

/// Most revisions after a seal that are looked into.
const MAX_NEWER: usize = 24;

pub(super) struct Comparison<'f, 'a> {
    pub(super) sealed: &'f File<'a>,
    pub(super) whole: &'f File<'a>,
    pub(super) end: usize,
    /// Objects that are not as they were, or are new.
    pub(super) touched: BTreeSet<u32>,
    /// Of those, the ones that were seen to be evidence.
    pub(super) allowed: BTreeSet<u32>,
}

/// Nothing when it is not understood.
pub(super) type Found<T> = Option<T>;

impl<'f, 'a> Comparison<'f, 'a> {
    fn new(sealed: &'f File<'a>, whole: &'f File<'a>, end: usize) -> Found<Self> {
        let mut touched = BTreeSet::new();
        for (number, entry) in &whole.entries {
            let before = sealed.entries.get(number);
            if before == Some(entry) && !matches!(entry, Entry::In(..)) {
                continue;
            }
            let was_there = before.is_some_and(|before| *before != Entry::Free);
            if !was_there && *entry == Entry::Free {
                continue;
            }
            if !was_there || !is_same(sealed, whole, *number)? {
                touched.insert(*number);
            }
        }
        Some(Self { sealed, whole, end, touched, allowed: BTreeSet::new() })
    }

    fn judge(mut self, newer: usize) -> After {
        if self.has_stray_bytes(newer) {
            return After::StrayBytes;
        }
        // A revision of nothing is no evidence, and one may lead to another catalogue without touching an object.
        if self.touched.is_empty() || !self.has_plain_trailer() || self.allow_catalogue().is_none() {
            return After::Changed(0);
        }
        self.allow_containers(newer);
        self.allow_information();
        match self.touched.difference(&self.allowed).next() {
            Some(number) => After::Changed(*number),
            None => After::Evidence,
        }
    }

    /// The newest trailer leads where the sealed one did, and says nothing else.
    fn has_plain_trailer(&self) -> bool {
        const KEYS: [&str; 11] =
            ["Size", "Prev", "Root", "Info", "ID", "Type", "W", "Index", "Filter", "DecodeParms", "Length"];
        let (then, now) = (&self.sealed.trailer, &self.whole.trailer);
        let same = |key: &str| now.get(key).is_none_or(|now| Some(now) == then.get(key));
        now.has_only(&KEYS) && now.get("Root") == then.get("Root") && same("Info")
    }

    /// Every byte after the sealed ones belongs to an object of a table, or to a table.
    fn has_stray_bytes(&self, newer: usize) -> bool {
        let mut spans: Vec<Range<usize>> = Vec::new();
        for section in self.whole.sections.iter().take(newer) {
            spans.push(section.span.clone());
            for number in &section.numbers {
                // An older version of an object that a still newer revision wrote again is nobody's.
                if let Some(Entry::At(at, _)) = self.whole.entries.get(number)
                    && *at >= self.end
                {
                    let Ok(object) = self.whole.indirect(*number) else { return true };
                    spans.push(object.span);
                }
            }
        }
        spans.extend(self.older_versions(newer));
        spans.sort_by_key(|span| (span.start, span.end));
        let mut at = self.end;
        for span in spans {
            if !self.is_blank(at, span.start) {
                return true;
            }
            at = at.max(span.end);
        }
        !self.is_blank(at, self.whole.bytes.len())
    }

    /// Objects of the revisions between, which a newer one wrote again: each revision is read as the file it once ended.
    fn older_versions(&self, newer: usize) -> Vec<Range<usize>> {
        let mut spans = Vec::new();
        for section in self.whole.sections.iter().take(newer).skip(1) {
            let end = section.span.end;
            let line_end = self.whole.bytes.get(end..).map_or(0, |rest| {
                if rest.starts_with(b"\r\n") {
                    2
                } else {
                    usize::from(rest.starts_with(b"\n") || rest.starts_with(b"\r"))
                }
            });
            let Some(Ok(then)) =
                self.whole.bytes.get(..end + line_end).map(|bytes| File::open(bytes, self.whole.fuel))
            else {
                continue;
            };
            for number in &section.numbers {
                if let Some(Entry::At(at, _)) = then.entries.get(number)
                    && *at >= self.end
                    && let Ok(object) = then.indirect(*number)
                {
                    spans.push(object.span);
                }
            }
        }
        spans
    }

    fn is_blank(&self, from: usize, to: usize) -> bool {
        from >= to || self.whole.bytes.get(from..to).is_some_and(|gap| gap.iter().all(|byte| is_space(*byte)))
    }
}

fn is_same(sealed: &File<'_>, whole: &File<'_>, number: u32) -> Found<bool> {
    let (then, now) = (sealed.value(number).ok()?, whole.value(number).ok()?);
    if then != now {
        return Some(false);
    }
    let (then, now) = (contents(sealed, number)?, contents(whole, number)?);
    whole.fuel.burn(now.map_or(0, <[u8]>::len) / 64).ok()?;
    Some(then == now)
}

/// The packed contents, if it is a stream.
fn contents<'a>(file: &File<'a>, number: u32) -> Found<Option<&'a [u8]>> {
    match file.entries.get(&number) {
        Some(Entry::At(..)) => {
            let object = file.indirect(number).ok()?;
            Some(object.stream.is_some().then(|| file.packed(&object)))
        }
        _ => Some(None),
    }
}
