//! TLS towards carriers: rustls on ring, the public authorities, and one more where a carrier has its own.

use super::SetUpError;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use std::path::Path;
use std::sync::Arc;

/// What a connection to a carrier trusts.
pub fn client(ca_file: Option<&Path>) -> Result<ClientConfig, SetUpError> {
    let mut roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if let Some(path) = ca_file {
        let fault =
            |why: &dyn std::fmt::Display| SetUpError::CaFile { path: path.into(), why: why.to_string() };
        let certificates = CertificateDer::pem_file_iter(path).map_err(|error| fault(&error))?;
        let certificates: Vec<_> = certificates.collect::<Result<_, _>>().map_err(|error| fault(&error))?;
        if certificates.is_empty() {
            return Err(fault(&"holds no certificate"));
        }
        for certificate in certificates {
            roots.add(certificate).map_err(|error| fault(&error))?;
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let client = client.map_err(|error| SetUpError::setting("TLS", error))?;
    Ok(client.with_root_certificates(roots).with_no_client_auth())
}
