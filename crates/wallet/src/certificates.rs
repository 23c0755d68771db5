//! Certificates: asked for, verified on arrival, kept in the vault, shown without network.

use crate::error::WalletError;
use crate::pass::read;
use crate::portal::{Call, PDF_BYTES};
use crate::secret::make_random;
use crate::vault::Vault;
use crate::wallet::Wallet;
use damane_contract::{
    CertificateKindView, CertificateListView, CertificateStateView, CertificateView, Dated,
    IssueCertificateRequest, VerdictView,
};
use damane_domain::time::Timestamp;

/// When the list was last read.
const LIST: &str = "certificates";

/// How long a wish stands: after that it is a new one.
const WISH_SECONDS: i64 = 86_400;

/// The key under which a certificate is asked for. It is kept until the portal has answered: asked again
/// after a broken connection, even by a restarted app, the portal gives the certificate it already made.
async fn wish_key(vault: &Vault, wish: &str, now: Timestamp) -> Result<String, WalletError> {
    if let Some((since, key)) = vault.find_answer(wish).await?
        && Timestamp::parse_rfc3339(&since).is_some_and(|since| now < since.plus_seconds(WISH_SECONDS))
    {
        return Ok(key);
    }
    let key = hex::encode(make_random::<16>()?);
    vault.keep_answer(wish, &now.to_rfc3339(), &key).await?;
    Ok(key)
}

impl Wallet {
    /// The certificates: the portal's list when it answers, else what is kept.
    pub async fn certificates(&self) -> Result<Dated<Vec<CertificateView>>, WalletError> {
        let vault = self.open_vault().await?;
        match self.read_list(&vault).await {
            Ok(as_of) => {
                let value = self.as_they_stand(vault.certificates().await?).await;
                Ok(Dated { as_of, fresh: true, value })
            }
            Err(error) if error.leaves_what_is_kept() => {
                let (as_of, _) = vault.find_answer(LIST).await?.ok_or(error)?;
                let value = self.as_they_stand(vault.certificates().await?).await;
                Ok(Dated { as_of, fresh: false, value })
            }
            Err(error) => Err(error),
        }
    }

    /// Asks for a certificate, verifies what comes, keeps it with its page.
    pub async fn issue_certificate(&self, kind: CertificateKindView) -> Result<CertificateView, WalletError> {
        let vault = self.open_vault().await?;
        let wish = format!("wish {kind:?}");
        let key = wish_key(&vault, &wish, self.now()).await?;
        let taken = self.issue(&vault, kind, &key).await;
        if !taken.as_ref().is_err_and(WalletError::may_have_been_carried_out) {
            vault.forget_answer(&wish).await?;
        }
        let certificate = taken?;
        // So that the list says "as of" even when it was never read.
        vault.keep_answer(LIST, &self.now().to_rfc3339(), "").await?;
        self.certificate(&certificate.id).await
    }

    async fn issue(
        &self,
        vault: &Vault,
        kind: CertificateKindView,
        key: &str,
    ) -> Result<CertificateView, WalletError> {
        let call = Call::post("/v1/certificates", &IssueCertificateRequest { kind })?.once(key);
        let certificate = read(&self.ask_as(vault, &call).await?)?;
        self.take_certificate(vault, &certificate).await?;
        Ok(certificate)
    }

    /// One certificate, as kept.
    pub async fn certificate(&self, id: &str) -> Result<CertificateView, WalletError> {
        let vault = self.open_vault().await?;
        let certificate = vault.find_certificate(id).await?.ok_or(WalletError::NotFound)?;
        let mut one = self.as_they_stand(vec![certificate]).await;
        one.pop().ok_or(WalletError::NotFound)
    }

    /// A certificate's page: as kept, else from the portal, verified.
    pub async fn certificate_pdf(&self, id: &str) -> Result<Vec<u8>, WalletError> {
        let vault = self.open_vault().await?;
        if let Some(pdf) = vault.find_pdf(id).await? {
            return Ok(pdf);
        }
        let certificate = vault.find_certificate(id).await?.ok_or(WalletError::NotFound)?;
        self.take_certificate(&vault, &certificate).await?;
        vault.find_pdf(id).await?.ok_or(WalletError::NotFound)
    }

    async fn read_list(&self, vault: &Vault) -> Result<String, WalletError> {
        let list: CertificateListView = read(&self.ask_as(vault, &Call::get("/v1/certificates")).await?)?;
        self.refresh_trust_if_due().await;
        for certificate in &list.certificates {
            let page_is_here = vault.find_certificate(&certificate.id).await?.is_some_and(|kept| kept.kept);
            if page_is_here || certificate.state != CertificateStateView::Valid {
                self.check_received(certificate).await?;
                vault.keep_certificate(certificate, None).await?;
            } else {
                self.take_certificate(vault, certificate).await?;
            }
        }
        vault.keep_answer(LIST, &list.as_of, "").await?;
        Ok(list.as_of)
    }

    /// Verifies a certificate, then its page, and only then keeps them.
    async fn take_certificate(
        &self,
        vault: &Vault,
        certificate: &CertificateView,
    ) -> Result<(), WalletError> {
        self.refresh_trust_if_due().await;
        self.check_received(certificate).await?;
        let path = format!("/v1/certificates/{}/pdf", certificate.id);
        let call = Call::get(&path).bytes("application/pdf", PDF_BYTES);
        let pdf = match self.ask_as(vault, &call).await {
            Ok(pdf) => {
                self.check_received_page(certificate, &pdf).await?;
                Some(pdf)
            }
            Err(error) if error.leaves_what_is_kept() => None,
            Err(error) => return Err(error),
        };
        Ok(vault.keep_certificate(certificate, pdf.as_deref()).await?)
    }

    /// A kept list grows old: what the signed lists and the date say today stands over it.
    async fn as_they_stand(&self, mut certificates: Vec<CertificateView>) -> Vec<CertificateView> {
        for certificate in &mut certificates {
            certificate.state = match self.verdict_of(&certificate.qr_text).await {
                VerdictView::Revoked => CertificateStateView::Revoked,
                VerdictView::Replaced => CertificateStateView::Replaced,
                VerdictView::Expired if certificate.state == CertificateStateView::Valid => {
                    CertificateStateView::Expired
                }
                _ => certificate.state,
            };
        }
        certificates
    }
}
