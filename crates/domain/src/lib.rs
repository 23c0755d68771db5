//! Entities, identifiers, money, months and the rules of each procedure: no I/O, no clock.
