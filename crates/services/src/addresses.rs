//! The outer rings: how many wrong passwords, sign-ups, recoveries and passkey ceremonies come from one address. Wide, and
//! forgotten on restart: what protects an account is kept with the account.

use crate::error::ServiceError;
use damane_domain::time::Timestamp;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Seconds of a window.
const WINDOW_SECONDS: i64 = 600;
/// Addresses remembered in a window; beyond it nothing new is, so that memory stays bounded.
const MOST: usize = 200_000;

/// What is counted by address in the running window: wrong passwords, or sign-ups, or recoveries.
pub struct Addresses {
    most: u32,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    window: i64,
    counted: HashMap<IpAddr, u32>,
}

impl Addresses {
    /// Lets so many through in a window.
    pub fn new(most: u32) -> Self {
        Self { most, seen: Mutex::default() }
    }

    /// Refuses an address that has had its share.
    pub fn check(&self, address: IpAddr, now: Timestamp) -> Result<(), ServiceError> {
        let counted = self.with_window(now, |seen| seen.counted.get(&network(address)).copied().unwrap_or(0));
        if counted < self.most {
            return Ok(());
        }
        let left = WINDOW_SECONDS - now.seconds().rem_euclid(WINDOW_SECONDS);
        Err(ServiceError::TooManyTries { retry_after: u32::try_from(left).unwrap_or(1) })
    }

    /// Counts one.
    pub fn count(&self, address: IpAddr, now: Timestamp) {
        self.with_window(now, |seen| {
            let network = network(address);
            if seen.counted.len() < MOST || seen.counted.contains_key(&network) {
                *seen.counted.entry(network).or_default() += 1;
            }
        });
    }

    fn with_window<T>(&self, now: Timestamp, look: impl FnOnce(&mut Seen) -> T) -> T {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let window = now.seconds().div_euclid(WINDOW_SECONDS);
        if seen.window != window {
            *seen = Seen { window, counted: HashMap::new() };
        }
        look(&mut seen)
    }
}

/// One household or machine has a whole /64 of IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None => IpAddr::V6((u128::from(v6) >> 64 << 64).into()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_had_its_share_waits_for_the_next_window_and_others_do_not() {
        let ring = Addresses::new(2);
        let (one, other): (IpAddr, IpAddr) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let now = Timestamp::from_seconds(6_000);
        ring.count(one, now);
        assert!(ring.check(one, now).is_ok());
        ring.count(one, now);
        assert!(matches!(ring.check(one, now), Err(ServiceError::TooManyTries { retry_after: 600 })));
        assert!(ring.check(other, now).is_ok());
        assert!(ring.check(one, now.plus_seconds(600)).is_ok());
    }

    #[test]
    fn a_household_of_ipv6_is_one_address() {
        let ring = Addresses::new(1);
        let now = Timestamp::from_seconds(0);
        ring.count("2001:db8::1".parse().unwrap(), now);
        assert!(ring.check("2001:db8::ffff:1".parse().unwrap(), now).is_err());
        assert!(ring.check("2001:db8:0:1::1".parse().unwrap(), now).is_ok());
        ring.count("::ffff:192.0.2.1".parse().unwrap(), now);
        assert!(ring.check("192.0.2.1".parse().unwrap(), now).is_err());
    }
}
