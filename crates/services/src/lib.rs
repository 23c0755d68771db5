//! Use-cases of the portal: load, decide, save; one transaction each.
