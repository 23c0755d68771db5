//! What stands against guessing across people, and counts for the whole portal.

use crate::addresses::Addresses;
use crate::breaker::Breaker;
use crate::settings::Limits;
use std::sync::atomic::AtomicBool;

/// What stands against guessing across people, beside the addresses of those who sign in.
pub(crate) struct Guessing {
    /// Wrong codes for signing in.
    pub codes: Breaker,
    /// Wrong codes for signing up.
    pub sign_up_codes: Breaker,
    /// Sign-ups by address.
    pub sign_ups: Addresses,
    /// Recoveries by address.
    pub recoveries: Addresses,
    /// References asked about, by address.
    pub references: Addresses,
    /// Passkey sign-ins begun, by address.
    pub ceremonies: Addresses,
    /// Someone asked for a link since links were last made.
    pub link_waits: AtomicBool,
}

impl Guessing {
    pub fn new(limits: &Limits) -> Self {
        Self {
            codes: Breaker::default(),
            sign_up_codes: Breaker::default(),
            sign_ups: Addresses::new(limits.sign_ups_per_address),
            recoveries: Addresses::new(limits.recoveries_per_address),
            references: Addresses::new(limits.references_per_address),
            ceremonies: Addresses::new(limits.ceremonies_per_address),
            // A portal that was ended may have left some.
            link_waits: AtomicBool::new(true),
        }
    }
}
