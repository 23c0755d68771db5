//! What may follow a seal: a security store, and timestamps of the document. Whatever of a newer revision is seen here to be
//! that, and nothing else, is allowed; the rest is a change.

use super::changes::{Comparison, Found};
use super::file::{Entry, File};
use super::filter;
use super::object::{Dictionary, Value};
use crate::der::Reader;
use std::collections::BTreeSet;

impl Comparison<'_, '_> {
    /// The catalogue may gain a security store and, in its form, fields of timestamps.
    pub(super) fn allow_catalogue(&mut self) -> Found<()> {
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
        if then.get("DSS") != now.get("DSS") || now.get("DSS").is_some() {
            self.allow_store(now.get("DSS")?)?;
        }
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
    fn allow_store(&mut self, store: &Value) -> Found<()> {
        const LISTS: [&str; 3] = ["Certs", "CRLs", "OCSPs"];
        const OF_ONE: [&str; 3] = ["Cert", "CRL", "OCSP"];
        let Value::Dictionary(inside) = self.whole.follow(store).ok()? else { return None };
        if !inside.has_only(&["Type", "Certs", "CRLs", "OCSPs", "VRI"]) {
            return None;
        }
        let mut parts = vec![store.clone()];
        for list in LISTS {
            self.allow_list(inside.get(list), &mut parts)?;
        }
        if let Some(by_seal) = inside.get("VRI") {
            parts.push(by_seal.clone());
            let Value::Dictionary(by_seal) = self.whole.follow(by_seal).ok()? else { return None };
            for (_, one) in &by_seal.entries {
                let Value::Dictionary(inside) = self.whole.follow(one).ok()? else { return None };
                if !inside.has_only(&["Type", "Cert", "CRL", "OCSP", "TU"]) {
                    return None;
                }
                parts.push(one.clone());
                for list in OF_ONE {
                    self.allow_list(inside.get(list), &mut parts)?;
                }
            }
        }
        // Nothing that was there before becomes evidence by being called so.
        let before = self.sealed.catalogue().ok().and_then(|(_, then)| then.get("DSS")?.reference());
        let parts = parts.iter().filter_map(Value::reference);
        let fit: Vec<u32> = parts.filter(|part| self.is_new(*part) || Some(*part) == before).collect();
        self.allowed.extend(fit);
        Some(())
    }

    fn allow_list(&self, list: Option<&Value>, parts: &mut Vec<Value>) -> Found<()> {
        let Some(list) = list else { return Some(()) };
        let Value::Array(items) = self.whole.follow(list).ok()? else { return None };
        parts.push(list.clone());
        for item in items {
            item.reference().filter(|number| self.is_evidence(*number))?;
            parts.push(item);
        }
        Some(())
    }

    fn is_evidence(&self, number: u32) -> bool {
        let Ok(object) = self.whole.indirect(number) else { return false };
        let Some(dictionary) = object.value.dictionary() else { return false };
        let is_plain = object.stream.is_some() && dictionary.has_only(&["Length", "Filter"]);
        is_plain
            && filter::unpack(dictionary, self.whole.packed(&object), self.whole.fuel).is_ok_and(|bytes| {
                let mut der = Reader::new(&bytes);
                der.expect(crate::der::tag::SEQUENCE).is_ok() && der.is_done()
            })
    }

    /// The streams that hold tables and objects of the newer revisions.
    pub(super) fn allow_containers(&mut self, newer: usize) {
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
    pub(super) fn allow_information(&mut self) {
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
