//! My account from the app: opening it, a forgotten password, details, journal, export, closing. Each hands over to the
//! portal; nothing of it is kept.

use crate::error::WalletError;
use crate::portal::{Asking, Call, EXPORT_BYTES};
use crate::session::device_name;
use crate::wallet::Wallet;
use damane_contract::*;
use reqwest::Method;
use zeroize::Zeroize;

/// What the portal asks of a password (zxcvbn's score).
const ENOUGH: u8 = 3;
/// Words about the person that a password is compared with.
const KNOWN: usize = 16;

/// Who opens an account, as they typed it.
pub struct Applicant {
    /// Registration number, blanks allowed.
    pub number: String,
    /// National identity card number.
    pub cin: String,
    /// E-mail.
    pub email: String,
    /// Moroccan mobile.
    pub mobile: String,
    /// Language of the messages: `ar`, `fr`, `en`.
    pub language: String,
}

impl Wallet {
    /// Asks for an account: the answer is the same for everybody.
    pub async fn sign_up(&self, applicant: Applicant) -> Result<SignUpView, WalletError> {
        let Applicant { number, cin, email, mobile, language } = applicant;
        let request = SignUpRequest {
            registration_number: number,
            cin,
            email,
            mobile,
            language,
            client: ClientKind::App,
            device_id: Some(self.begin_enrolment().await?.id),
            device_name: Some(device_name()),
        };
        self.post_as_device("/v1/sign-up", &request).await
    }

    /// Asks for another code.
    pub async fn resend_code(&self, sign_up_id: String) -> Result<SignUpView, WalletError> {
        self.post_as_device("/v1/sign-up/resend", &ResendCodeRequest { sign_up_id }).await
    }

    /// The code, which proves the phone.
    pub async fn sign_up_code(
        &self,
        sign_up_id: String,
        code: String,
    ) -> Result<SignUpStepView, WalletError> {
        self.post_as_device("/v1/sign-up/code", &SignUpCodeRequest { sign_up_id, code }).await
    }

    /// A password: the account is open, and this device signed in.
    pub async fn sign_up_password(
        &self,
        sign_up_id: String,
        password: String,
    ) -> Result<SignInView, WalletError> {
        let mut request = ChoosePasswordRequest { sign_up_id, password };
        let answer = self.post_as_device("/v1/sign-up/password", &request).await;
        request.password.zeroize();
        self.take(answer?).await
    }

    /// How a password would fare, judged here: it is sent nowhere. `known` is what the person typed about themselves.
    pub fn password_strength(&self, password: &str, known: &[String]) -> PasswordStrengthView {
        let chars = password.chars().count();
        if chars > limits::PASSWORD_CHARS {
            return PasswordStrengthView { score: 0, flaw: Some(PasswordFlaw::TooLong) };
        }
        let known: Vec<&str> = known.iter().take(KNOWN).map(String::as_str).collect();
        let judged = zxcvbn::zxcvbn(password, &known);
        let score = u8::from(judged.score());
        let flaw = match judged.feedback().and_then(zxcvbn::feedback::Feedback::warning) {
            _ if chars < limits::PASSWORD_MIN_CHARS => Some(PasswordFlaw::TooShort),
            _ if score >= ENOUGH => None,
            Some(warning) if is_of_the_list(warning) => Some(PasswordFlaw::Common),
            _ => Some(PasswordFlaw::Guessable),
        };
        PasswordStrengthView { score, flaw }
    }

    /// Asks for a link to choose a new password: the answer is the same for everybody.
    pub async fn recover(
        &self,
        number: String,
        cin: String,
        channel: RecoveryChannel,
    ) -> Result<RecoveryView, WalletError> {
        let request = RecoverRequest { registration_number: number, cin, channel };
        self.post_as_device("/v1/recovery", &request).await
    }

    /// A new password, with the token of the link or of the officer's letter.
    pub async fn reset_password(&self, token: String, password: String) -> Result<(), WalletError> {
        let mut request = ResetPasswordRequest { token, password };
        let call = Call::post("/v1/recovery/password", &request)?;
        request.password.zeroize();
        request.token.zeroize();
        self.ask(&call, &Asking::Anyone).await.map(|_| ())
    }

    /// Another password, after a confirmation.
    pub async fn change_password(&self, password: String) -> Result<(), WalletError> {
        let mut request = ChangePasswordRequest { password };
        let call = Call::post("/v1/me/password", &request)?;
        request.password.zeroize();
        self.tell_for(&call).await
    }

    /// How the person is reached and paid.
    pub async fn details(&self) -> Result<DetailsView, WalletError> {
        self.get_for("/v1/me/details").await
    }

    /// Asks for a change of one of them, after a confirmation.
    pub async fn change_detail(
        &self,
        detail: DetailView,
        value: String,
    ) -> Result<ChangeStepView, WalletError> {
        self.send_for(Method::POST, "/v1/me/details", &ChangeDetailRequest { detail, value }).await
    }

    /// The code that proves a new mobile or e-mail.
    pub async fn confirm_detail_code(
        &self,
        challenge_id: String,
        code: String,
    ) -> Result<ChangeStepView, WalletError> {
        let request = ConfirmCodeRequest { challenge_id, code, factor: None };
        self.send_for(Method::POST, "/v1/me/details/code", &request).await
    }

    /// Takes a change back that waits.
    pub async fn withdraw_change(&self, detail: DetailView) -> Result<(), WalletError> {
        let path = format!("/v1/me/details/{}", word(detail));
        self.tell_for(&Call::new(Method::DELETE, &path)).await
    }

    /// Who read or changed the file, newest first; `before` is the `next` of the page above.
    pub async fn journal(&self, before: Option<String>) -> Result<JournalView, WalletError> {
        match before {
            None => self.get_for("/v1/me/journal").await,
            Some(before) if is_place(&before) => {
                self.get_for(&format!("/v1/me/journal?before={before}")).await
            }
            Some(_) => Err(WalletError::Invalid("before")),
        }
    }

    /// Everything the fund holds of the person, as a ZIP, after a confirmation.
    pub async fn export(&self) -> Result<Vec<u8>, WalletError> {
        let vault = self.open_vault().await?;
        let call = Call::new(Method::POST, "/v1/me/export").bytes("application/zip", EXPORT_BYTES);
        self.ask_as(&vault, &call).await
    }

    /// Closes the account, after a confirmation, and empties this device.
    pub async fn close_account(&self, registration_number: String) -> Result<(), WalletError> {
        let request = CloseAccountRequest { registration_number };
        self.tell_for(&Call::new(Method::DELETE, "/v1/me").with(&request)?).await?;
        self.empty().await
    }

    /// The devices that are trusted.
    pub async fn devices(&self) -> Result<Vec<DeviceView>, WalletError> {
        self.get_for("/v1/me/devices").await
    }

    /// Names a device.
    pub async fn name_device(&self, id: &str, name: String) -> Result<(), WalletError> {
        let path = device(id)?;
        self.tell_for(&Call::new(Method::PATCH, &path).with(&NameDeviceRequest { name })?).await
    }

    /// Trusts a device no longer.
    pub async fn revoke_device(&self, id: &str) -> Result<(), WalletError> {
        self.tell_for(&Call::new(Method::DELETE, &device(id)?)).await
    }
}

const fn word(detail: DetailView) -> &'static str {
    match detail {
        DetailView::Mobile => "mobile",
        DetailView::Email => "email",
        DetailView::Rib => "rib",
    }
}

/// What may stand in a path: the portal's ids are hex.
fn device(id: &str) -> Result<String, WalletError> {
    match id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        true => Ok(format!("/v1/me/devices/{id}")),
        false => Err(WalletError::NotFound),
    }
}

/// What may stand in a query as it is.
fn is_place(text: &str) -> bool {
    text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
}

fn is_of_the_list(warning: zxcvbn::feedback::Warning) -> bool {
    use zxcvbn::feedback::Warning;
    matches!(
        warning,
        Warning::ThisIsATop10Password
            | Warning::ThisIsATop100Password
            | Warning::ThisIsACommonPassword
            | Warning::ThisIsSimilarToACommonlyUsedPassword
    )
}
