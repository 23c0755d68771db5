//! What stands against ringing phones at will and against guessing: by mobile, by block of mobiles, and everybody together.

use crate::account::seconds_until;
use crate::codes::{WRONG_CODES_SECONDS, wrong_codes_window};
use crate::error::ServiceError;
use crate::fund::{DAY_SECONDS, Fund, day_number};
use crate::pace::{check_pace, hour_before};
use damane_domain::ids::Mobile;
use damane_domain::time::Timestamp;
use damane_storage::Tx;
use damane_storage::accounts;

/// What is counted of everybody: wrong codes in ten minutes.
const WRONG_CODES: &str = "wrong_sign_up_codes";
/// What is counted of everybody: codes in a day.
const CODES: &str = "sign_up_codes";
/// Digits of a number within its block of ten thousand.
const BLOCK_DIGITS: usize = 4;

impl Fund {
    /// Takes one code from what a mobile, its block and a day may have; gives the seconds until the mobile's next.
    pub(super) async fn take_from_limits(
        &self,
        tx: &mut Tx,
        mobile: &Mobile,
        now: Timestamp,
    ) -> Result<u32, ServiceError> {
        self.check_wrong_sign_up_codes(tx, now).await?;
        let sent = accounts::find_codes_sent_to(tx, mobile, hour_before(now)).await?;
        let resend_in = check_pace(&sent, self.limits(), now)?;
        let today = Timestamp::from_seconds(day_number(now) * DAY_SECONDS);
        let block = mobile.as_str().get(..mobile.as_str().len().saturating_sub(BLOCK_DIGITS));
        let block = format!("{CODES}:{}", block.unwrap_or_default());
        let limits = self.limits();
        let shares =
            [(block.as_str(), limits.sign_up_codes_per_block), (CODES, limits.sign_up_codes_per_day)];
        for (counted, most) in shares {
            if accounts::find_count(tx, counted, today).await? >= most {
                let tomorrow = today.plus_seconds(DAY_SECONDS);
                return Err(ServiceError::TooManyTries { retry_after: seconds_until(tomorrow, now) });
            }
            accounts::add_to_count(tx, counted, today).await?;
        }
        accounts::note_code_sent(tx, mobile, now).await?;
        Ok(resend_in)
    }

    /// The breaker: when everybody together guesses too often, no sign-up code is sent or taken for a while.
    pub(super) async fn check_wrong_sign_up_codes(
        &self,
        tx: &mut Tx,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let window = wrong_codes_window(now);
        let wrong = accounts::find_count(tx, WRONG_CODES, window).await?;
        if wrong < self.limits().wrong_sign_up_codes_in_ten_minutes {
            return Ok(());
        }
        self.guessing.sign_up_codes.open(window.plus_seconds(WRONG_CODES_SECONDS));
        self.guessing.sign_up_codes.check(now)
    }

    /// Counts a wrong code.
    pub(super) async fn count_wrong_sign_up_code(
        &self,
        tx: &mut Tx,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        Ok(accounts::add_to_count(tx, WRONG_CODES, wrong_codes_window(now)).await?)
    }
}
