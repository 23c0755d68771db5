//! Employer declaration files (Damancom e-BDS: A, B and E records): streaming reader, checker, writer; the
//! register feed beside them; and invented files of both for demonstrations and measures.
//!
//! ```
//! use damane_ebds::{CheckOptions, Event, Reader};
//!
//! let file: &[u8] = include_bytes!("../tests/vectors/DS_9000019_202609.txt");
//! let mut reader = Reader::new(file, &CheckOptions::default());
//! let mut days = 0;
//! while let Some(event) = reader.next_event()? {
//!     if let Event::Detail(detail, _name) = event {
//!         days += u32::from(detail.days);
//!     }
//! }
//! assert_eq!(days, 39);
//! assert!(reader.finish()?.is_accepted());
//! # Ok::<(), std::io::Error>(())
//! ```

mod check;
mod digits;
mod figures;
mod file_name;
mod findings;
pub mod generate;
pub mod layout;
mod lines;
mod reader;
mod record;
pub mod register;
pub mod rules;
mod totals;
mod writer;

pub use check::Preetabli;
pub use digits::{employer_key, registration_key, with_employer_key, with_registration_key};
pub use figures::{derive_allowances, find_ceiling};
pub use file_name::FileName;
pub use findings::{Finding, Findings};
pub use reader::{CheckOptions, Event, Reader, Summary, check};
pub use record::{
    Allowances, CASUAL_NUMBER, Detail, Entrant, Heading, Listed, NO_NUMBER, Nature, Opening, REFUSED_NUMBER,
    Text, find_registration_number,
};
pub use rules::{Rule, Severity};
pub use writer::{LineEnding, WriteError, Writer};
