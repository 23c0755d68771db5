//! How the account is protected, from the app: authenticator app, printed codes, and the confirmation that comes before
//! every sensitive change. Passkeys are the browser's.

use crate::error::WalletError;
use crate::portal::Call;
use crate::wallet::Wallet;
use damane_contract::{
    AuthenticatorView, ConfirmAuthenticatorRequest, ConfirmCodeRequest, ConfirmPasswordRequest,
    ConfirmationView, RecoveryCodesView, SecondFactor, SecurityView,
};
use reqwest::Method;
use zeroize::Zeroize;

const AUTHENTICATOR: &str = "/v1/me/authenticator";

impl Wallet {
    /// How the account is protected.
    pub async fn security(&self) -> Result<SecurityView, WalletError> {
        self.get_for("/v1/me/security").await
    }

    /// The password again, before a sensitive change; a second step is asked as well.
    pub async fn confirm_password(&self, password: String) -> Result<ConfirmationView, WalletError> {
        let mut request = ConfirmPasswordRequest { password };
        let answer = self.send_for(Method::POST, "/v1/me/confirmation", &request).await;
        request.password.zeroize();
        answer
    }

    /// The answer to that second step.
    pub async fn confirm_change_code(
        &self,
        challenge_id: String,
        code: String,
        factor: SecondFactor,
    ) -> Result<(), WalletError> {
        let request = ConfirmCodeRequest { challenge_id, code, factor: Some(factor) };
        self.tell_for(&Call::post("/v1/me/confirmation/code", &request)?).await
    }

    /// A secret for an authenticator app, not yet in use.
    pub async fn start_authenticator(&self) -> Result<AuthenticatorView, WalletError> {
        self.post_for(AUTHENTICATOR).await
    }

    /// The app's first code puts it in use; printed codes come with it.
    pub async fn confirm_authenticator(&self, code: String) -> Result<RecoveryCodesView, WalletError> {
        self.send_for(Method::PUT, AUTHENTICATOR, &ConfirmAuthenticatorRequest { code }).await
    }

    /// Takes the authenticator app out of use.
    pub async fn remove_authenticator(&self) -> Result<(), WalletError> {
        self.tell_for(&Call::new(Method::DELETE, AUTHENTICATOR)).await
    }

    /// New printed codes: the older ones are void.
    pub async fn make_recovery_codes(&self) -> Result<RecoveryCodesView, WalletError> {
        self.post_for("/v1/me/recovery-codes").await
    }
}
