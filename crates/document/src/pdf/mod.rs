//! The PDF file itself: objects, cross-reference tables, and what a seal covers.

mod coverage;
mod file;
mod syntax;

pub use coverage::{Coverage, NotCovered, read as read_coverage};
pub use file::File;
pub use syntax::{Kind, NotPdf, Object};
