//! Signing in from this device, and the session that the vault keeps.

use crate::error::WalletError;
use crate::portal::{Asking, Call};
use crate::vault::KeptSession;
use crate::wallet::Wallet;
use damane_contract::{
    ClientKind, ConfirmCodeRequest, Dated, PersonView, SecondFactor, SendCodeRequest, SignInRequest,
    SignInView, limits,
};
use reqwest::Method;
use zeroize::Zeroize;

const PERSON: &str = "person";
/// Longest answer to a second step: a printed code with its blanks.
const CODE_CHARS: usize = 4 * limits::CODE_DIGITS;

impl Wallet {
    /// Number and password. The session's tokens stay here: the answer carries none.
    pub async fn sign_in(&self, number: String, password: String) -> Result<SignInView, WalletError> {
        if password.chars().count() > limits::PASSWORD_CHARS {
            return Err(WalletError::Invalid("password"));
        }
        let mut request = SignInRequest {
            registration_number: number,
            password,
            client: ClientKind::App,
            device_id: Some(self.begin_enrolment().await?.id),
            device_name: Some(device_name()),
        };
        let answer = self.post_as_device("/v1/session", &request).await;
        request.password.zeroize();
        self.take(answer?).await
    }

    /// The answer to the second step: a code by SMS, of an authenticator app, or a printed one.
    pub async fn confirm_code(
        &self,
        challenge_id: String,
        code: String,
        factor: Option<SecondFactor>,
    ) -> Result<SignInView, WalletError> {
        if code.len() > CODE_CHARS {
            return Err(WalletError::Invalid("code"));
        }
        let request = ConfirmCodeRequest { challenge_id, code, factor };
        let view = self.post_as_device("/v1/session/code", &request).await?;
        self.take(view).await
    }

    /// A code by SMS after all, for a step that waits for another answer.
    pub async fn send_code_sms(&self, challenge_id: String) -> Result<(), WalletError> {
        let asking = Asking::Device(self.enrolment().await?.key);
        let call = Call::post("/v1/session/code/sms", &SendCodeRequest { challenge_id })?;
        self.ask(&call, &asking).await.map(|_| ())
    }

    /// Ends the session and empties this device. What the portal does not hear, it forgets by itself.
    pub async fn sign_out(&self) -> Result<(), WalletError> {
        // Whoever forgot the PIN starts afresh: a locked vault is emptied too, and its session ends by itself.
        if let Ok(vault) = self.open_vault().await {
            let _heard_or_not = self.ask_as(&vault, &Call::new(Method::DELETE, "/v1/session")).await;
        }
        self.empty().await
    }

    /// Who is signed in.
    pub async fn me(&self) -> Result<Dated<PersonView>, WalletError> {
        self.dated(PERSON, "/v1/me").await
    }

    /// Keeps an opened session in the vault and lets the answer go on without its tokens.
    pub(crate) async fn take(&self, view: SignInView) -> Result<SignInView, WalletError> {
        match view {
            SignInView::SignedIn { token, renewal_token, expires_in, person } => {
                let token = token.ok_or(WalletError::Untrusted("a session without its token"))?;
                let enrolment = self.enrolment().await?;
                let session = KeptSession {
                    registration_number: person.registration_number.clone(),
                    device_id: enrolment.id.clone(),
                    tokens: Some(self.kept(token, renewal_token.zip(expires_in))),
                };
                self.open_for(&session, &enrolment).await?;
                *self.pending.lock().await = None;
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
}

/// What the person will recognise in the list of devices.
pub(crate) fn device_name() -> String {
    format!("Mon Damane ({})", std::env::consts::OS)
}
