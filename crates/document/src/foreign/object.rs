//! PDF objects of anyone (ISO 32000-2 §7.3): what they are, once read.

/// The file cannot be read in the one way every reader would.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

/// An object.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Integer(i64),
    /// A number with a fraction, as it is spelled.
    Real(Vec<u8>),
    Name(Vec<u8>),
    Text(Vec<u8>),
    Array(Vec<Value>),
    Dictionary(Dictionary),
    Reference(u32, u16),
}

/// A dictionary: its entries in the order of the file, no key twice.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dictionary {
    /// Keys and values.
    pub entries: Vec<(Vec<u8>, Value)>,
}

impl Dictionary {
    /// The value of a key. A null is the same as no entry (§7.3.7).
    pub fn get(&self, key: &str) -> Option<&Value> {
        let found = self.entries.iter().find(|(name, _)| name == key.as_bytes()).map(|(_, value)| value);
        found.filter(|value| **value != Value::Null)
    }

    /// Whether the value of a key is this name.
    pub fn is(&self, key: &str, name: &str) -> bool {
        matches!(self.get(key), Some(Value::Name(found)) if found == name.as_bytes())
    }

    /// Whether it has no other keys than these.
    pub fn has_only(&self, keys: &[&str]) -> bool {
        self.entries.iter().all(|(name, _)| keys.iter().any(|key| key.as_bytes() == name))
    }
}

impl Value {
    /// As a dictionary.
    pub const fn dictionary(&self) -> Option<&Dictionary> {
        if let Self::Dictionary(dictionary) = self { Some(dictionary) } else { None }
    }

    /// As an array.
    pub fn array(&self) -> Option<&[Self]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    /// As a place or a count.
    pub fn count(&self) -> Option<usize> {
        if let Self::Integer(number) = self { usize::try_from(*number).ok() } else { None }
    }

    /// As the number of another object.
    pub const fn reference(&self) -> Option<u32> {
        if let Self::Reference(number, _) = self { Some(*number) } else { None }
    }
}
