//! Requests of a session: its pass, renewed before it ends and never by two at once, and what is kept when no answer
//! comes. Only the portal ends a session; silence does not.

use crate::device_key::DeviceKey;
use crate::error::WalletError;
use crate::portal::{Answer, Asking, Call, Pass};
use crate::vault::{KeptTokens, Renewal, Vault, VaultError};
use crate::wallet::Wallet;
use damane_contract::{Dated, ErrorCode, RenewSessionRequest, SessionTokensView};
use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A token that ends within so many seconds is renewed before it is used.
const SOON_SECONDS: i64 = 30;

impl Wallet {
    /// A JSON answer to a request of the session.
    pub(crate) async fn ask_for<T: DeserializeOwned>(&self, call: &Call<'_>) -> Result<T, WalletError> {
        let vault = self.open_vault().await?;
        read(&self.ask_as(&vault, call).await?)
    }

    /// `GET`, as the person signed in.
    pub(crate) async fn get_for<T: DeserializeOwned>(&self, path: &str) -> Result<T, WalletError> {
        self.ask_for(&Call::get(path)).await
    }

    /// `POST` without a body, as the person signed in.
    pub(crate) async fn post_for<T: DeserializeOwned>(&self, path: &str) -> Result<T, WalletError> {
        self.ask_for(&Call::new(Method::POST, path)).await
    }

    /// A request with a body, as the person signed in.
    pub(crate) async fn send_for<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, WalletError> {
        self.ask_for(&Call::new(method, path).with(body)?).await
    }

    /// A request of the session, for its effect.
    pub(crate) async fn tell_for(&self, call: &Call<'_>) -> Result<(), WalletError> {
        let vault = self.open_vault().await?;
        self.ask_as(&vault, call).await.map(|_| ())
    }

    /// A JSON answer to a request of this device, before anybody is signed in on it.
    pub(crate) async fn post_as_device<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, WalletError> {
        let asking = Asking::Device(self.enrolment().await?.key);
        read(&self.ask(&Call::post(path, body)?, &asking).await?)
    }

    /// Asks, and notes whether the portal answered.
    pub(crate) async fn ask(&self, call: &Call<'_>, asking: &Asking) -> Result<Vec<u8>, WalletError> {
        self.heard(self.portal().ask(call, asking).await)
    }

    fn heard(&self, answer: Result<Answer, WalletError>) -> Result<Vec<u8>, WalletError> {
        if let Ok(mut contact) = self.contact.try_lock() {
            contact.online = !matches!(answer, Err(WalletError::Offline));
            if contact.online {
                contact.last = Some(self.now());
            }
        }
        answer.map(|answer| answer.body)
    }

    /// Asks as the person signed in. A refused token is renewed once: only a refused renewal, or a second refusal,
    /// ends the session.
    pub(crate) async fn ask_as(&self, vault: &Vault, call: &Call<'_>) -> Result<Vec<u8>, WalletError> {
        let pass = self.pass(vault).await?;
        let answer = self.ask(call, &Asking::Session(pass.clone())).await;
        if !answer.as_ref().is_err_and(WalletError::ends_the_session) {
            return answer;
        }
        let pass = self.pass_after(vault, &pass).await?;
        let answer = self.ask(call, &Asking::Session(pass)).await;
        if answer.as_ref().is_err_and(WalletError::ends_the_session) {
            vault.end_session().await?;
        }
        answer
    }

    /// The session's pass, good for some time yet; or the news that the session has ended.
    pub(crate) async fn pass(&self, vault: &Vault) -> Result<Pass, WalletError> {
        let tokens = tokens(vault).await?;
        if !self.ends_soon(&tokens) {
            return self.pass_of(vault, tokens).await;
        }
        let _alone = self.renewing.lock().await;
        // Somebody else may have renewed it while we waited.
        let tokens = self::tokens(vault).await?;
        if !self.ends_soon(&tokens) {
            return self.pass_of(vault, tokens).await;
        }
        match self.renew(vault, &tokens).await {
            // It has some seconds yet: a portal that is silent or busy is asked again at the next request.
            Err(error) if !error.ends_the_session() && self.is_good(&tokens) => {
                self.pass_of(vault, tokens).await
            }
            renewed => renewed,
        }
    }

    fn is_good(&self, tokens: &KeptTokens) -> bool {
        tokens.renewal.as_ref().is_none_or(|renewal| renewal.due > self.now().as_micros())
    }

    /// Another pass in place of one that the portal refused.
    async fn pass_after(&self, vault: &Vault, refused: &Pass) -> Result<Pass, WalletError> {
        let _alone = self.renewing.lock().await;
        let tokens = tokens(vault).await?;
        if tokens.token != refused.token {
            return self.pass_of(vault, tokens).await;
        }
        self.renew(vault, &tokens).await
    }

    fn ends_soon(&self, tokens: &KeptTokens) -> bool {
        let soon = self.now().plus_seconds(SOON_SECONDS).as_micros();
        tokens.renewal.as_ref().is_some_and(|renewal| renewal.due <= soon)
    }

    async fn pass_of(&self, vault: &Vault, tokens: KeptTokens) -> Result<Pass, WalletError> {
        let key = match tokens.renewal {
            Some(_) => Some(self.key_of_session(vault).await?),
            None => None,
        };
        Ok(Pass { token: tokens.token, key })
    }

    /// Without its key a session cannot go on: signing in again makes another.
    async fn key_of_session(&self, vault: &Vault) -> Result<Arc<DeviceKey>, WalletError> {
        match self.device_key(vault).await? {
            Some(key) => Ok(key),
            None => {
                vault.end_session().await?;
                Err(ended())
            }
        }
    }

    /// Renews the tokens. The next pair is in the vault before it is used, so that whatever ends the app between, the
    /// vault holds a pair that the portal takes: the last one, or the one before it.
    async fn renew(&self, vault: &Vault, tokens: &KeptTokens) -> Result<Pass, WalletError> {
        let Some(renewal) = &tokens.renewal else {
            vault.end_session().await?;
            return Err(ended());
        };
        let key = self.key_of_session(vault).await?;
        let mut request = RenewSessionRequest { renewal_token: renewal.token.to_string() };
        let call = Call::post("/v1/session/renewal", &request)?;
        zeroize::Zeroize::zeroize(&mut request.renewal_token);
        let answer = self.ask(&call, &Asking::Device(Arc::clone(&key))).await;
        if answer.as_ref().is_err_and(WalletError::ends_the_session) {
            vault.end_session().await?;
        }
        let next: SessionTokensView = read(&answer?)?;
        let next = self.kept(next.token, Some((next.renewal_token, next.expires_in)));
        vault.keep_tokens(&next).await?;
        Ok(Pass { token: next.token, key: Some(key) })
    }

    /// Tokens as the vault keeps them.
    pub(crate) fn kept(&self, token: String, renewal: Option<(String, u32)>) -> KeptTokens {
        let renewal = renewal.map(|(token, seconds)| Renewal {
            token: Zeroizing::new(token),
            due: self.now().plus_seconds(i64::from(seconds)).as_micros(),
        });
        KeptTokens { token: Zeroizing::new(token), renewal }
    }

    /// An answer fresh from the portal, else what was kept of it.
    pub(crate) async fn dated<T: Serialize + DeserializeOwned>(
        &self,
        name: &str,
        path: &str,
    ) -> Result<Dated<T>, WalletError> {
        let vault = self.open_vault().await?;
        let answer = self.ask_as(&vault, &Call::get(path)).await.and_then(|body| read::<T>(&body));
        match answer {
            Ok(value) => {
                let as_of = self.now().to_rfc3339();
                let body = serde_json::to_string(&value).map_err(|_| VaultError::Damaged)?;
                vault.keep_answer(name, &as_of, &body).await?;
                Ok(Dated { as_of, fresh: true, value })
            }
            Err(error) if error.leaves_what_is_kept() => {
                let (as_of, body) = vault.find_answer(name).await?.ok_or(error)?;
                let value = serde_json::from_str(&body).map_err(|_| VaultError::Damaged)?;
                Ok(Dated { as_of, fresh: false, value })
            }
            Err(error) => Err(error),
        }
    }
}

async fn tokens(vault: &Vault) -> Result<KeptTokens, WalletError> {
    let session = vault.find_session().await?;
    session.and_then(|session| session.tokens).ok_or_else(ended)
}

fn ended() -> WalletError {
    WalletError::Refused(Box::new(ErrorCode::SessionEnded.into()))
}

/// The portal's words. What is JSON and says something else than this app knows comes from a portal that was renewed
/// before the app: words are added, and apps stay old for months. A page in the way is no JSON.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, WalletError> {
    serde_json::from_slice(body).map_err(|error| match error.is_data() {
        true => WalletError::Newer,
        false => WalletError::Untrusted("not the fund's words"),
    })
}
