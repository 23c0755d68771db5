//! Employer declaration files (A, B and E records): streaming reader, checker, writer.
