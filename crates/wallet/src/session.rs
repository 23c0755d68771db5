//! Account: signing in from this device, and the session that the vault keeps.

use crate::error::WalletError;
use crate::secret::make_random;
use crate::vault::KeptSession;
use crate::wallet::Wallet;
use damane_contract::{ClientKind, ConfirmCodeRequest, Dated, PersonView, SignInRequest, SignInView, limits};
use zeroize::{Zeroize, Zeroizing};

const PERSON: &str = "person";

impl Wallet {
    /// Number and password. The session's token stays here: the answer carries none.
    pub async fn sign_in(&self, number: String, password: String) -> Result<SignInView, WalletError> {
        if password.chars().count() > limits::PASSWORD_CHARS {
            return Err(WalletError::Invalid("password"));
        }
        let device = self.device_for_sign_in().await?;
        let mut request = SignInRequest {
            registration_number: number,
            password,
            client: ClientKind::App,
            device_id: Some(device),
            device_name: Some(device_name()),
        };
        let answer = self.portal().post("/v1/session", &request, None, None).await;
        request.password.zeroize();
        self.take(self.ask(answer)?).await
    }

    /// The code received by SMS.
    pub async fn confirm_code(&self, challenge_id: String, code: String) -> Result<SignInView, WalletError> {
        if code.len() > 4 * limits::CODE_DIGITS {
            return Err(WalletError::Invalid("code"));
        }
        let request = ConfirmCodeRequest { challenge_id, code, factor: None };
        let view = self.ask(self.portal().post("/v1/session/code", &request, None, None).await)?;
        self.take(view).await
    }

    /// Ends the session and empties this device. What the portal does not hear, it forgets by itself.
    pub async fn sign_out(&self) -> Result<(), WalletError> {
        // Whoever forgot the PIN starts afresh: a locked vault is emptied too, and its session ends by itself.
        if let Ok(vault) = self.open_vault().await
            && let Some(token) = vault.find_session().await?.and_then(|session| session.token)
        {
            let _heard_or_not = self.portal().delete("/v1/session", Some(&token)).await;
        }
        self.empty().await
    }

    /// Who is signed in.
    pub async fn me(&self) -> Result<Dated<PersonView>, WalletError> {
        self.dated(PERSON, "/v1/me").await
    }

    /// Keeps an opened session in the vault and lets the answer go on without its token.
    async fn take(&self, view: SignInView) -> Result<SignInView, WalletError> {
        match view {
            SignInView::SignedIn { token, person, .. } => {
                let token = token.ok_or(WalletError::Untrusted("a session without its token"))?;
                let session = KeptSession {
                    registration_number: person.registration_number.clone(),
                    device_id: self.device_for_sign_in().await?,
                    token: Some(Zeroizing::new(token)),
                };
                self.open_for(&session).await?;
                self.keep_person(&person).await?;
                // Without them the first certificate could not be verified; they are asked for again then.
                let _now_or_later = self.refresh_trust().await;
                Ok(SignInView::SignedIn { token: None, renewal_token: None, expires_in: None, person })
            }
            needed => Ok(needed),
        }
    }

    async fn keep_person(&self, person: &PersonView) -> Result<(), WalletError> {
        let body = serde_json::to_string(person).map_err(|_| WalletError::Untrusted("unwritable"))?;
        let as_of = self.now().to_rfc3339();
        Ok(self.opened_vault().await?.keep_answer(PERSON, &as_of, &body).await?)
    }

    /// The name this device gave itself: the vault's, or a new one until a vault keeps it.
    async fn device_for_sign_in(&self) -> Result<String, WalletError> {
        if let Ok(vault) = self.open_vault().await
            && let Some(session) = vault.find_session().await?
        {
            return Ok(session.device_id);
        }
        let mut pending = self.pending_device().await;
        if pending.is_none() {
            *pending = Some(hex::encode(make_random::<16>()?));
        }
        Ok(pending.clone().unwrap_or_default())
    }
}

fn device_name() -> String {
    format!("Mon Damane ({})", std::env::consts::OS)
}
