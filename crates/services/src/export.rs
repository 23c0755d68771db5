//! A person's file to take away: one ZIP of everything the fund keeps of them, as JSON, as a table of their career, as
//! the certificates that stand and the documents of what they disputed and claimed.

mod claims;
mod disputes;
mod files;

use crate::account::note;
use crate::audit::Action;
use crate::certificates::{CertificateState, IssuedCertificate};
use crate::confirmation::ConfirmedSession;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::people::PersonFile;
use crate::sessions::Session;
use crate::transaction::transaction;
pub use claims::TOLD_STEPS;
use damane_domain::time::Timestamp;
use damane_storage::{accounts, register};
use files::Kept;
pub(crate) use files::table;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Certificates drawn for one export, the newest first: some 75 kB each, so that an export stays within memory.
const PAPERS: usize = 60;
/// Bytes of documents in one export, so that it stays within memory: the others are listed, and each is had by its id.
const DOCUMENT_BYTES: i64 = 32 * 1024 * 1024;
/// Entries of the journal that are taken along.
const ENTRIES: u32 = 5_000;

/// A file's name in the archive, and what stands in it.
type Member = (String, Vec<u8>);

impl Fund {
    /// The person's whole file as a ZIP. The papers in it count among those drawn for a person in a day.
    ///
    /// # Errors
    /// [`ServiceError::TooManyTries`], [`ServiceError::Busy`].
    pub async fn export(&self, confirmed: &ConfirmedSession) -> Result<Vec<u8>, ServiceError> {
        let place = self.export_places().take().await?;
        let (session, now) = (confirmed.session(), self.now());
        let certificates = self.certificates(session).await?;
        let papers = self.draw_papers(session, &certificates).await?;
        let kept = self.gather(session, certificates, now).await?;
        let mut members = files::write(&kept)?;
        members.extend(papers);
        let mut left = DOCUMENT_BYTES;
        members.extend(self.disputes_of(session, &mut left).await?);
        members.extend(self.claims_of(session, &mut left).await?);
        let archive = place.run(move || pack(&members)).await??;
        let device = confirmed.device();
        transaction!(self.store(), |tx| note(tx, session.person, Action::Exported, "", device, now))?;
        Ok(archive)
    }

    async fn gather(
        &self,
        session: &Session,
        certificates: Vec<IssuedCertificate>,
        now: Timestamp,
    ) -> Result<Kept, ServiceError> {
        let protection = self.protection(session).await?;
        let statement = self.career_statement(session).await?;
        let journal = self.newest_entries(session.person, ENTRIES).await?;
        let mut reader = self.store().read().await?;
        let details = accounts::find_details(&mut reader, session.person).await?;
        Ok(Kept {
            at: now,
            fund: self.profile().name.clone(),
            person: PersonFile::load(&mut reader, session.person).await?.person,
            details: details.ok_or(ServiceError::SessionEnded)?,
            pending: accounts::find_changes(&mut reader, session.person).await?,
            earlier: register::find_changes(&mut reader, session.person).await?,
            devices: accounts::find_trusted_devices(&mut reader, session.person).await?,
            protection,
            statement,
            certificates,
            journal,
        })
    }

    async fn draw_papers(
        &self,
        session: &Session,
        certificates: &[IssuedCertificate],
    ) -> Result<Vec<Member>, ServiceError> {
        let mut papers = Vec::new();
        for certificate in certificates.iter().filter(|one| one.state == CertificateState::Valid).take(PAPERS)
        {
            let paper = self.certificate_pdf(session, &certificate.id).await?;
            papers.push((files::paper_name(certificate), paper));
        }
        Ok(papers)
    }
}

/// The archive's times are the format's first day: it says nothing but what its files say.
fn pack(members: &[Member]) -> Result<Vec<u8>, ServiceError> {
    let failed = |error: &dyn std::fmt::Display| ServiceError::internal("archive", error);
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive.start_file(name.as_str(), options).map_err(|error| failed(&error))?;
        archive.write_all(bytes).map_err(|error| failed(&error))?;
    }
    Ok(archive.finish().map_err(|error| failed(&error))?.into_inner())
}
