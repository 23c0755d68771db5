//! What came after a seal, object by object: only certificates, revocation answers and timestamps change nothing that is
//! seen (EN 319 142-1 §5.4). Everything else is a change, whatever it looks like.

use super::file::{Entry, File};
use super::filter;
use super::object::{Dictionary, Fuel, Value, is_space};
use crate::der::Reader;
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
    let fuel = Fuel::full();
    let Some(Ok(sealed)) = whole.bytes.get(..end).map(|bytes| File::open(bytes, &fuel)) else {
        return After::Changed(0);
    };
    // The tables must lead from the newest down to the one that was the newest then.
    let newer = whole.sections.iter().take_while(|section| section.at >= end).count();
    let joins =
        whole.sections.get(newer).map(|section| section.at) == sealed.sections.first().map(|it| it.at);
    if newer == 0 {
        return After::StrayBytes;
    }
    if !joins || whole.sections.iter().skip(newer).any(|section| section.at >= end) {
        return After::Changed(0);
    }
    Comparison::new(&sealed, whole, end).map_or(After::Changed(0), |comparison| comparison.judge(newer))
}

struct Comparison<'f, 'a> {
    sealed: &'f File<'a>,
    whole: &'f File<'a>,
    end: usize,
    /// Objects that are not as they were, or are new.
    touched: BTreeSet<u32>,
    /// Of those, the ones that were seen to be evidence.
    allowed: BTreeSet<u32>,
}

type Found<T> = Option<T>;

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
        // What is not understood stays untouched by `allowed`, and is then what came after.
        let _understood = self.allow_catalogue();
        self.allow_containers(newer);
        self.allow_information();
        match self.touched.difference(&self.allowed).next() {
            Some(number) => After::Changed(*number),
            None => After::Evidence,
        }
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
            let fuel = Fuel::full();
            let Some(Ok(then)) = self.whole.bytes.get(..end + line_end).map(|bytes| File::open(bytes, &fuel))
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

    /// The catalogue may gain a security store and, in its form, fields of timestamps.
    fn allow_catalogue(&mut self) -> Found<()> {
        let (root, then) = self.sealed.catalogue().ok()?;
        let (same, now) = self.whole.catalogue().ok()?;
        if root != same || !is_same_but(&then, &now, &["DSS", "Extensions", "AcroForm"]) {
            return None;
        }
        // What was said of extensions still is.
        let extensions = (then.get("Extensions"), now.get("Extensions"));
        if extensions.0 != extensions.1 && !is_grown(extensions.0, extensions.1?) {
            return None;
        }
        self.allow_store(now.get("DSS"));
        let form = match (then.get("AcroForm"), now.get("AcroForm")) {
            (None, None) => Some(()),
            (Some(Value::Reference(then, _)), Some(Value::Reference(now, _))) if then == now => {
                let number = *now;
                let form = self.allow_form(&self.sealed.value(number).ok()?, &self.whole.value(number).ok()?);
                form.map(|()| _ = self.allowed.insert(number))
            }
            (Some(then), Some(now)) => self.allow_form(&then.clone(), &now.clone()),
            _ => None,
        };
        form.map(|()| _ = self.allowed.insert(root))
    }

    fn allow_form(&mut self, then: &Value, now: &Value) -> Found<()> {
        let (then, now) = (then.dictionary()?, now.dictionary()?);
        if !is_same_but(then, now, &["Fields", "SigFlags"]) {
            return None;
        }
        let is_flags = |value: Option<&Value>| matches!(value, None | Some(Value::Integer(1 | 3)));
        if then.get("SigFlags") != now.get("SigFlags") && !is_flags(now.get("SigFlags")) {
            return None;
        }
        for field in self.added_to(then.get("Fields"), now.get("Fields"))? {
            self.allow_timestamp(&field)?;
        }
        Some(())
    }

    /// What a list gained at its end; the list itself is then allowed, if it is an object.
    fn added_to(&mut self, then: Option<&Value>, now: Option<&Value>) -> Found<Vec<Value>> {
        let (then, now) = (then.unwrap_or(&Value::Null), now.unwrap_or(&Value::Null));
        // The list stays where it was; one that becomes an object of its own is a new object.
        let moved = then.reference() != now.reference();
        if moved && (then.reference().is_some() || !now.reference().is_some_and(|list| self.is_new(list))) {
            return None;
        }
        let list = |file: &File<'_>, value: &Value| match file.follow(value).ok()? {
            Value::Array(items) => Some(items),
            Value::Null => Some(Vec::new()),
            _ => None,
        };
        let (before, after) = (list(self.sealed, then)?, list(self.whole, now)?);
        let added = after.strip_prefix(before.as_slice())?.to_vec();
        self.allowed.extend(now.reference());
        Some(added)
    }

    /// A new field with a timestamp of the document, which draws nothing: its rectangle is empty or off the page.
    fn allow_timestamp(&mut self, field: &Value) -> Found<()> {
        const FIELD: [&str; 10] = ["Type", "Subtype", "FT", "T", "TU", "F", "Ff", "Rect", "P", "V"];
        const STAMP: [&str; 7] = ["Type", "Filter", "SubFilter", "ByteRange", "Contents", "M", "Prop_Build"];
        let number = field.reference().filter(|number| self.is_new(*number))?;
        let value = self.whole.value(number).ok()?;
        let field = value.dictionary()?;
        let stamp_number = field.get("V")?.reference().filter(|number| self.is_new(*number))?;
        let stamp = self.whole.value(stamp_number).ok()?;
        let stamp = stamp.dictionary()?;
        let is_stamp = stamp.is("Type", "DocTimeStamp") && stamp.is("SubFilter", "ETSI.RFC3161");
        let is_plain = field.has_only(&FIELD) && stamp.has_only(&STAMP) && is_flat(stamp);
        if !is_stamp || !is_plain || !field.is("FT", "Sig") || !draws_nothing(field.get("Rect")) {
            return None;
        }
        if let Some(page) = field.get("P") {
            self.allow_page(page.reference()?, number)?;
        }
        self.allowed.extend([number, stamp_number]);
        Some(())
    }

    /// A page may gain the timestamp's widget among its annotations, nothing else.
    fn allow_page(&mut self, page: u32, widget: u32) -> Found<()> {
        if !self.touched.contains(&page) {
            let now = self.whole.value(page).ok()?;
            let annotations = now.dictionary()?.get("Annots").cloned();
            // Its list of annotations may be an object of its own; one without the widget is as it was.
            return match annotations {
                Some(list @ Value::Reference(..)) => self.allow_annotations(Some(&list), Some(&list), widget),
                _ => Some(()),
            };
        }
        let (then, now) = (self.sealed.value(page).ok()?, self.whole.value(page).ok()?);
        let (then, now) = (then.dictionary()?, now.dictionary()?);
        if !now.is("Type", "Page") || !is_same_but(then, now, &["Annots"]) {
            return None;
        }
        self.allow_annotations(then.get("Annots"), now.get("Annots"), widget)?;
        self.allowed.insert(page);
        Some(())
    }

    fn allow_annotations(&mut self, then: Option<&Value>, now: Option<&Value>, widget: u32) -> Found<()> {
        let added = self.added_to(then, now)?;
        added.iter().all(|added| added.reference() == Some(widget)).then_some(())
    }

    fn is_new(&self, number: u32) -> bool {
        let before = self.sealed.entries.get(&number);
        self.touched.contains(&number) && before.is_none_or(|before| *before == Entry::Free)
    }

    /// The security store (§12.8.4.3): lists of streams, each one DER value; and the same again for each seal.
    fn allow_store(&mut self, store: Option<&Value>) {
        const LISTS: [&str; 3] = ["Certs", "CRLs", "OCSPs"];
        const OF_ONE: [&str; 3] = ["Cert", "CRL", "OCSP"];
        let Some(store) = store else { return };
        let Ok(Value::Dictionary(inside)) = self.whole.follow(store) else { return };
        if !inside.has_only(&["Type", "Certs", "CRLs", "OCSPs", "VRI"]) {
            return;
        }
        let mut parts = vec![store.clone()];
        for list in LISTS {
            self.allow_list(inside.get(list), &mut parts);
        }
        if let Some(by_seal) = inside.get("VRI") {
            parts.push(by_seal.clone());
            let Ok(Value::Dictionary(by_seal)) = self.whole.follow(by_seal) else { return };
            for (_, one) in &by_seal.entries {
                let Ok(Value::Dictionary(inside)) = self.whole.follow(one) else { return };
                if !inside.has_only(&["Type", "Cert", "CRL", "OCSP", "TU"]) {
                    return;
                }
                parts.push(one.clone());
                for list in OF_ONE {
                    self.allow_list(inside.get(list), &mut parts);
                }
            }
        }
        // Nothing that was there before becomes evidence by being called so.
        let before = self.sealed.catalogue().ok().and_then(|(_, then)| then.get("DSS")?.reference());
        let parts: Vec<u32> = parts.iter().filter_map(Value::reference).collect();
        let fit = parts.into_iter().filter(|part| self.is_new(*part) || Some(*part) == before);
        let fit: Vec<u32> = fit.collect();
        self.allowed.extend(fit);
    }

    fn allow_list(&mut self, list: Option<&Value>, parts: &mut Vec<Value>) {
        let Some(list) = list else { return };
        let Ok(Value::Array(items)) = self.whole.follow(list) else { return };
        parts.push(list.clone());
        parts
            .extend(items.into_iter().filter(|item| item.reference().is_some_and(|it| self.is_evidence(it))));
    }

    fn is_evidence(&self, number: u32) -> bool {
        let Ok(object) = self.whole.indirect(number) else { return false };
        let Some(dictionary) = object.value.dictionary() else { return false };
        let is_plain = object.stream.is_some() && dictionary.has_only(&["Length", "Filter"]);
        is_plain
            && filter::unpack(dictionary, self.whole.packed(&object)).is_ok_and(|bytes| {
                let mut der = Reader::new(&bytes);
                der.expect(crate::der::tag::SEQUENCE).is_ok() && der.is_done()
            })
    }

    /// The streams that hold tables and objects of the newer revisions.
    fn allow_containers(&mut self, newer: usize) {
        let tables: BTreeSet<usize> =
            self.whole.sections.iter().take(newer).map(|section| section.at).collect();
        let holders: BTreeSet<u32> = self
            .whole
            .entries
            .values()
            .filter_map(|entry| if let Entry::In(holder, _) = entry { Some(*holder) } else { None })
            .collect();
        let touched: Vec<u32> = self.touched.iter().copied().collect();
        for number in touched {
            let is_table =
                matches!(self.whole.entries.get(&number), Some(Entry::At(at, _)) if tables.contains(at));
            if self.is_new(number)
                && (is_table || (holders.contains(&number) && self.holds_only_known(number)))
            {
                self.allowed.insert(number);
            }
        }
    }

    /// An object stream in which nothing is that the tables do not lead to.
    fn holds_only_known(&self, holder: u32) -> bool {
        let Ok(object) = self.whole.indirect(holder) else { return false };
        let Some(dictionary) = object.value.dictionary() else { return false };
        let listed = self
            .whole
            .entries
            .values()
            .filter(|entry| matches!(entry, Entry::In(number, _) if *number == holder));
        dictionary.is("Type", "ObjStm")
            && dictionary.has_only(&["Type", "N", "First", "Length", "Filter"])
            && dictionary.get("N").and_then(Value::count) == Some(listed.count())
    }

    /// When and with what the file was last written.
    fn allow_information(&mut self) {
        let number = |file: &File<'_>| file.trailer.get("Info").and_then(Value::reference);
        let Some(info) = number(self.whole).filter(|info| Some(*info) == number(self.sealed)) else { return };
        if let (Ok(Value::Dictionary(then)), Ok(Value::Dictionary(now))) =
            (self.sealed.value(info), self.whole.value(info))
            && is_same_but(&then, &now, &["ModDate", "Producer"])
        {
            self.allowed.insert(info);
        }
    }
}

fn is_same(sealed: &File<'_>, whole: &File<'_>, number: u32) -> Found<bool> {
    let (then, now) = (sealed.value(number).ok()?, whole.value(number).ok()?);
    if then != now {
        return Some(false);
    }
    let contents = |file: &File<'_>| match file.entries.get(&number) {
        Some(Entry::At(..)) => file
            .indirect(number)
            .ok()
            .map(|object| object.stream.clone().and_then(|range| file.bytes.get(range).map(<[u8]>::to_vec))),
        _ => Some(None),
    };
    Some(contents(sealed)? == contents(whole)?)
}

/// Whether two dictionaries differ in these keys at most.
fn is_same_but(then: &Dictionary, now: &Dictionary, but: &[&str]) -> bool {
    let rest = |dictionary: &Dictionary| -> Vec<(Vec<u8>, Value)> {
        let kept = dictionary.entries.iter().filter(|(key, _)| !but.iter().any(|but| but.as_bytes() == key));
        let mut kept: Vec<_> = kept.cloned().collect();
        kept.sort_by(|a, b| a.0.cmp(&b.0));
        kept
    };
    rest(then) == rest(now)
}

/// Whether everything of one dictionary is in the other as it was, and what is new holds no references.
fn is_grown(then: Option<&Value>, now: &Value) -> bool {
    let Some(now) = now.dictionary() else { return false };
    let empty = Dictionary::default();
    let then = match then {
        None => &empty,
        Some(Value::Dictionary(then)) => then,
        Some(_) => return false,
    };
    is_flat(now) && then.entries.iter().all(|entry| now.entries.contains(entry))
}

/// Nothing in it leads elsewhere.
fn is_flat(dictionary: &Dictionary) -> bool {
    fn is_flat_value(value: &Value) -> bool {
        match value {
            Value::Reference(..) => false,
            Value::Array(items) => items.iter().all(is_flat_value),
            Value::Dictionary(inside) => is_flat(inside),
            _ => true,
        }
    }
    dictionary.entries.iter().all(|(_, value)| is_flat_value(value))
}

/// An empty rectangle, or one left of and below the page.
fn draws_nothing(rectangle: Option<&Value>) -> bool {
    let Some(Value::Array(corners)) = rectangle else { return rectangle.is_none() };
    let whole: Option<Vec<i64>> = corners
        .iter()
        .map(|corner| if let Value::Integer(number) = corner { Some(*number) } else { None })
        .collect();
    match whole.as_deref() {
        Some([left, bottom, right, top]) => {
            left == right || bottom == top || (*left.max(right) <= -1_000 && *bottom.max(top) <= -1_000)
        }
        _ => false,
    }
}
