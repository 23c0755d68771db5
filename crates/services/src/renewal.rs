//! The app's tokens: a short one for requests and one that renews it, both of use only with the device's key
//! (RFC 9449), the second good once (RFC 9700 §4.14.2).
//!
//! An answer can be lost on its way: a renewal token may be shown again as long as what it gave was not renewed in turn,
//! and what it gave is void then. So whoever holds a copy of key and tokens is found out: of two that renew, one shows a
//! token that is neither the last nor the one before it, and the whole family ends. A limit of seconds instead would
//! turn out everybody whose network went away for longer (decision 0012).

use crate::audit::{Action, Actor, Deed};
use crate::device_keys::{KeyProof, KeyThumbprint};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::Template;
use crate::ports::Chance;
use crate::secrets::{TOKEN_CHARS, derive_digest, make_bytes, make_token};
use crate::sessions::{OpenedSession, Session, end, stands};
use crate::transaction::transaction;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use damane_domain::account::{ACCESS_TOKEN_SECONDS, APP_SESSION_SECONDS};
use damane_domain::time::Timestamp;
use damane_storage::accounts::{self, Digest, Family, TokenPair};
use damane_storage::{Connection, Tx};
use std::fmt;

/// Random bytes that name a family.
const FAMILY_BYTES: usize = 16;
/// Characters of a renewal token: the family's name and 256 bits, in base64url.
const RENEWAL_CHARS: usize = 64;

/// What the app is given. Kept nowhere by the fund.
pub struct SessionTokens {
    /// For requests.
    pub token: String,
    /// For the next pair.
    pub renewal_token: String,
    /// Seconds the token lasts.
    pub expires_in: u32,
}

impl fmt::Debug for SessionTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionTokens(…)")
    }
}

impl SessionTokens {
    fn make(chance: &dyn Chance, family: &[u8]) -> Self {
        let secret = make_bytes::<32>(chance);
        Self {
            token: make_token(chance),
            renewal_token: URL_SAFE_NO_PAD.encode([family, &secret].concat()),
            expires_in: u32::try_from(ACCESS_TOKEN_SECONDS).unwrap_or(0),
        }
    }

    fn kept(&self, now: Timestamp) -> TokenPair {
        TokenPair {
            token: derive_digest(&self.token),
            token_until: now.plus_seconds(ACCESS_TOKEN_SECONDS),
            renewal: derive_digest(&self.renewal_token),
            ends_at: now.plus_seconds(APP_SESSION_SECONDS),
        }
    }
}

/// The family's name that a renewal token carries.
fn family_of(renewal_token: &str) -> Option<Vec<u8>> {
    if renewal_token.len() != RENEWAL_CHARS {
        return None;
    }
    let mut bytes = URL_SAFE_NO_PAD.decode(renewal_token).ok()?;
    bytes.truncate(FAMILY_BYTES);
    Some(bytes)
}

fn family_digest(family: &[u8]) -> Digest {
    derive_digest(&hex::encode(family))
}

/// What showing a renewal token came to.
enum Renewal {
    Renewed,
    Ended,
    Stolen,
}

impl Fund {
    /// Binds a session that was just opened to the device's key. Its first token stays what it was, for ten minutes.
    ///
    /// Until this is done the token is known to nobody: a portal that dies between leaves a session no one can use.
    ///
    /// # Errors
    /// [`ServiceError::SessionEnded`] when it has ended meanwhile; storage.
    pub async fn bind_session(
        &self,
        opened: &OpenedSession,
        key: KeyThumbprint,
    ) -> Result<SessionTokens, ServiceError> {
        let family = make_bytes::<FAMILY_BYTES>(self.chance());
        let made = SessionTokens::make(self.chance(), &family);
        let tokens = SessionTokens { token: opened.token.clone(), ..made };
        let now = self.now();
        transaction!(self.store(), |tx| bind(tx, &tokens, &family, &key, now))?;
        Ok(tokens)
    }

    /// Finds the session of a token that is bound to the key a proof is of, unless it has ended, and counts this as its
    /// use. The proof is used up.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`] for a proof that was shown before, [`ServiceError::Busy`], storage.
    pub async fn find_bound_session(
        &self,
        token: &str,
        proof: &KeyProof,
    ) -> Result<Option<Session>, ServiceError> {
        if token.len() != TOKEN_CHARS {
            return Ok(None);
        }
        let now = self.now();
        let found =
            accounts::find_bound_session(&mut *self.store().read().await?, &derive_digest(token)).await?;
        let good = found.filter(|found| {
            found.key == proof.key().0 && now < found.token_until && stands(&found.session, now)
        });
        let Some(found) = good else { return Ok(None) };
        self.seen_proofs().take(proof, now)?;
        self.note_use(&found.session, now).await?;
        Ok(Some(Session::of(&found.session, found.registration_number)))
    }

    /// Ends a bound session at once, for whoever proves its key. Ending one that has ended is no error.
    ///
    /// # Errors
    /// Storage only.
    pub async fn end_bound_session(&self, token: &str, proof: &KeyProof) -> Result<(), ServiceError> {
        let (token, key, now) = (derive_digest(token), proof.key(), self.now());
        transaction!(self.store(), |tx| end_bound(tx, &token, &key, now))
    }

    /// The next tokens for a renewal token.
    ///
    /// # Errors
    /// [`ServiceError::SessionEnded`] for one of no family, of another key, or of a family that has ended; also for one
    /// that was used before, which ends its family and tells its person. [`ServiceError::InvalidInput`] for a proof that
    /// was shown before.
    pub async fn renew_session(
        &self,
        renewal_token: &str,
        proof: &KeyProof,
    ) -> Result<SessionTokens, ServiceError> {
        let name = family_of(renewal_token).ok_or(ServiceError::SessionEnded)?;
        let (tokens, now) = (SessionTokens::make(self.chance(), &name), self.now());
        let step = RenewalStep {
            family: family_digest(&name),
            shown: derive_digest(renewal_token),
            key: proof.key(),
            pair: tokens.kept(now),
        };
        // Only what the key's own family can show is remembered: a stranger's proofs must not fill the memory.
        step.find(&mut *self.store().read().await?, now).await?.ok_or(ServiceError::SessionEnded)?;
        self.seen_proofs().take(proof, now)?;
        match transaction!(self.store(), |tx| step.take(tx, self, now))? {
            Renewal::Renewed => Ok(tokens),
            Renewal::Ended | Renewal::Stolen => Err(ServiceError::SessionEnded),
        }
    }
}

async fn bind(
    tx: &mut Tx,
    tokens: &SessionTokens,
    family: &[u8],
    key: &KeyThumbprint,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let id = derive_digest(&tokens.token);
    let (session, _) = accounts::find_session(tx, &id).await?.ok_or(ServiceError::SessionEnded)?;
    accounts::bind_session(tx, &id, &family_digest(family), &key.0, &tokens.kept(now)).await?;
    Ok(accounts::put_device_key(tx, session.person, &session.device, &key.0).await?)
}

async fn end_bound(
    tx: &mut Tx,
    token: &Digest,
    key: &KeyThumbprint,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if let Some(found) = accounts::find_bound_session(tx, token).await?
        && found.key == key.0
    {
        end(tx, &found.session, now).await?;
    }
    Ok(())
}

/// A renewal token shown, and what it is to give; drawn before the transaction that decides.
struct RenewalStep {
    family: Digest,
    shown: Digest,
    key: KeyThumbprint,
    pair: TokenPair,
}

impl RenewalStep {
    /// With another key a stolen token is of no use, and no reason to turn its owner out.
    async fn find(
        &self,
        connection: &mut Connection,
        now: Timestamp,
    ) -> Result<Option<Family>, ServiceError> {
        let found = accounts::find_family(connection, &self.family).await?;
        Ok(found.filter(|family| family.key == self.key.0 && now < family.ends_at))
    }

    async fn take(&self, tx: &mut Tx, fund: &Fund, now: Timestamp) -> Result<Renewal, ServiceError> {
        let Some(family) = self.find(tx, now).await? else { return Ok(Renewal::Ended) };
        if self.shown != family.renewal && Some(self.shown) != family.renewal_before {
            end_stolen(tx, fund, &family, now).await?;
            return Ok(Renewal::Stolen);
        }
        accounts::renew_family(tx, &self.family, &self.shown, &self.pair, now).await?;
        Ok(Renewal::Renewed)
    }
}

/// Whoever copied the tokens has the key too: the device is trusted no longer, and its person is told.
async fn end_stolen(tx: &mut Tx, fund: &Fund, family: &Family, now: Timestamp) -> Result<(), ServiceError> {
    let Family { person, device, .. } = family;
    accounts::revoke_device(tx, *person, device).await?;
    fund.tell(tx, *person, Template::SessionStolen, now).await?;
    let deed = Deed {
        person: Some(*person),
        actor: Actor::Fund,
        action: Action::SessionStolen,
        detail: "",
        device: Some(*device),
    };
    deed.note(tx, now).await
}
