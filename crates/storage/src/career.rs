//! Declared lines.
