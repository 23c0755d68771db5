//! The fund's keys, read from a folder only its owner may open.
