//! Issued certificates: their record, never the paper.
