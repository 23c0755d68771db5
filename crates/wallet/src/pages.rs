//! Pages: a certificate's PDF, judged on arrival and when somebody hands one over.

use crate::error::WalletError;
use crate::verification::{states_the_same, view};
use crate::wallet::Wallet;
use damane_contract::{CertificateView, VerificationView, limits};
use damane_credential::TrustBundle;
use damane_document::PdfVerification;
use damane_domain::time::Timestamp;

impl Wallet {
    /// Checks a PDF: what its seal covers and the claims under it, never the text of its page.
    pub async fn verify_pdf(&self, pdf: Vec<u8>) -> Result<VerificationView, WalletError> {
        if pdf.len() > limits::CHECKED_FILE_BYTES {
            return Err(WalletError::TooLarge);
        }
        if pdf.is_empty() {
            return Err(WalletError::NothingToCheck);
        }
        self.ask_for_newer_lists().await;
        let judged = self.judge_page(pdf).await?;
        Ok(VerificationView { report: Some(judged.report.into()), ..view(judged.verification) })
    }

    /// The page the portal sends must be sealed by the fund and state the certificate it is the page of.
    pub(crate) async fn check_received_page(
        &self,
        certificate: &CertificateView,
        pdf: &[u8],
    ) -> Result<(), WalletError> {
        let answer = self.judge_page(pdf.to_vec()).await?.verification;
        let sealed = answer.certificate.ok_or(WalletError::Untrusted("a page without a good seal"))?;
        if states_the_same(&sealed, certificate) {
            Ok(())
        } else {
            Err(WalletError::Untrusted("the page of another certificate"))
        }
    }

    /// Away from the threads that answer: a stranger's file may be large.
    async fn judge_page(&self, pdf: Vec<u8>) -> Result<PdfVerification, WalletError> {
        let (bundle, now) = (self.trust().bundle().await, self.now());
        let judged = tokio::task::spawn_blocking(move || judge_pdf(&pdf, bundle.as_deref(), now));
        judged.await.map_err(|_| WalletError::NothingToCheck)
    }
}

/// The answer to a PDF by the lists held, if there are any.
pub(crate) fn judge_pdf(pdf: &[u8], bundle: Option<&TrustBundle>, now: Timestamp) -> PdfVerification {
    match bundle {
        Some(bundle) => damane_document::verify(pdf, bundle, now),
        None => damane_document::verify_without_trust(pdf),
    }
}
