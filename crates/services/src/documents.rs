//! Documents of claims: they arrive in pieces, are made safe, and lie encrypted in the object store, each under a key of
//! its own that is kept sealed apart from it.

mod safe;
mod scan;

pub use scan::Scanner;
pub(crate) use scan::Scans;

use crate::at_rest::AtRestKey;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::request_key::check_key;
use crate::secrets::make_bytes;
use crate::sessions::Session;
use crate::transaction::transaction;
use damane_domain::claim::DocumentKind;
use damane_domain::ids::{DocumentId, PersonId};
use damane_domain::time::Timestamp;
use damane_storage::claims::{self as kept, DocumentRecord, UploadRecord};
use damane_storage::{StorageError, Tx};
use ring::digest::{SHA256, digest};
use zeroize::Zeroizing;

/// Largest document, bytes.
pub const DOCUMENT_BYTES: usize = 10 * 1024 * 1024;
/// Largest piece, bytes.
pub const PIECE_BYTES: usize = 1024 * 1024;
/// Documents of a person that wait for a claim.
const MOST_WAITING: i64 = 60;
/// When to come back while the object store or the scanner is away, seconds.
const COME_BACK: u32 = 30;
/// Days a document waits for its rest, or for its claim.
const WAIT_DAYS: i64 = 30;

/// How far a document has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// Its id.
    pub id: DocumentId,
    /// Its whole length, bytes.
    pub bytes: u64,
    /// How much has arrived.
    pub received: u64,
    /// It is whole, safe and kept.
    pub ready: bool,
}

/// A document as it is shown again.
pub struct OpenedDocument {
    /// Its media type.
    pub media: String,
    /// The document.
    pub bytes: Zeroizing<Vec<u8>>,
}

impl Fund {
    /// Begins a document of so many bytes. The same key begins one, however often and however many at once it is sent;
    /// without one, each does.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`] for its length; [`ServiceError::KeyReused`] when the key began another kind of
    /// document, or one of another length that is on its way; [`ServiceError::TooManyTries`] when too many wait.
    pub async fn begin_document(
        &self,
        session: &Session,
        kind: DocumentKind,
        bytes: u64,
        key: Option<&str>,
    ) -> Result<Arrival, ServiceError> {
        let id = match key {
            Some(key) => id_of(session.person, key)?,
            None => DocumentId(make_bytes(self.chance())),
        };
        let length = usize::try_from(bytes).ok().filter(|length| (1..=DOCUMENT_BYTES).contains(length));
        let length = length.ok_or(ServiceError::InvalidInput("bytes"))?;
        let key = Zeroizing::new(make_bytes::<32>(self.chance()));
        let now = self.now();
        let upload = UploadRecord {
            id,
            person: session.person,
            kind,
            bytes: i64::try_from(length).unwrap_or(i64::MAX),
            received: 0,
            object_key: self.seal_for(session.person, &key[..])?,
            started_at: now,
            kept_until: now.plus_days(WAIT_DAYS),
        };
        transaction!(self.store(), |tx| async {
            if let Some(begun) = find_begun(tx, &upload).await? {
                return Ok(begun);
            }
            if kept::count_waiting(tx, session.person).await? >= MOST_WAITING {
                return Err(ServiceError::TooManyTries { retry_after: 3_600 });
            }
            kept::add_upload(tx, &upload).await?;
            Ok::<_, ServiceError>(arrival(&upload))
        })
    }

    /// How far a document has come: where a phone that lost the line goes on.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] also for another person's.
    pub async fn document_arrival(
        &self,
        session: &Session,
        id: &DocumentId,
    ) -> Result<Arrival, ServiceError> {
        let mut reader = self.store().read().await?;
        if let Some(upload) = kept::find_upload(&mut reader, session.person, id).await? {
            return Ok(arrival(&upload));
        }
        let document = kept::find_document(&mut reader, session.person, id).await?;
        document.map(|document| whole(&document)).ok_or(ServiceError::NotFound)
    }

    /// Takes a piece. A piece that arrived before is passed over; the last one makes the document safe and keeps it.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`]: `offset` when a piece is missing before it, `piece` for its length, `document` when
    /// the whole is none of the kinds that are taken, is infected, or cannot be made safe: it is then forgotten.
    /// [`ServiceError::Busy`] while a scanner is asked for and gives no word: the pieces stay, and the last one is sent
    /// again.
    pub async fn receive_piece(
        &self,
        session: &Session,
        id: &DocumentId,
        offset: u64,
        piece: &[u8],
    ) -> Result<Arrival, ServiceError> {
        let mut upload = match self.find_upload(session, id).await? {
            Some(upload) => upload,
            None => return self.document_arrival(session, id).await,
        };
        let (offset, length) = (to_i64(offset), to_i64(piece.len()));
        if piece.is_empty() || piece.len() > PIECE_BYTES || offset.saturating_add(length) > upload.bytes {
            return Err(ServiceError::InvalidInput("piece"));
        }
        if offset > upload.received {
            return Err(ServiceError::InvalidInput("offset"));
        }
        if offset == upload.received {
            self.put_piece(session, &upload, piece).await?;
            let person = session.person;
            if transaction!(self.store(), |tx| kept_piece(tx, person, id, offset, length))? {
                upload.received += length;
            }
        }
        if upload.received < upload.bytes {
            Ok(arrival(&upload))
        } else {
            self.finish(session, &upload).await
        }
    }

    /// Puts the next piece of a document. One that lies there already was sent before the note of it failed: the same is
    /// passed over, another one is replaced as long as nothing went on from it.
    async fn put_piece(
        &self,
        session: &Session,
        upload: &UploadRecord,
        piece: &[u8],
    ) -> Result<(), ServiceError> {
        let key = self.key_of(session, &upload.object_key)?;
        let name = piece_name(&upload.id, &key, upload.received);
        if self.put_sealed(&name, &key, piece).await? || *self.get_sealed(&name, &key).await? == *piece {
            return Ok(());
        }
        let now = self.find_upload(session, &upload.id).await?;
        if now.is_some_and(|now| now.received == upload.received) {
            self.objects().delete_all(std::slice::from_ref(&name)).await;
            if !self.put_sealed(&name, &key, piece).await? {
                return Err(ServiceError::Busy { retry_after: 1 });
            }
        }
        Ok(())
    }

    async fn find_upload(
        &self,
        session: &Session,
        id: &DocumentId,
    ) -> Result<Option<UploadRecord>, ServiceError> {
        Ok(kept::find_upload(&mut *self.store().read().await?, session.person, id).await?)
    }

    /// Makes a whole document safe and keeps it.
    async fn finish(&self, session: &Session, upload: &UploadRecord) -> Result<Arrival, ServiceError> {
        let key = self.key_of(session, &upload.object_key)?;
        let (whole_bytes, pieces) = self.gather_pieces(upload, &key).await?;
        if !self.is_clean(&whole_bytes).await? {
            return self.refuse(upload, &pieces).await;
        }
        let made = self.image_places().take().await?.run(move || safe::make_safe(&whole_bytes)).await?;
        let Ok(document) = made else { return self.refuse(upload, &pieces).await };
        // The id may be foreseen; the name may not, and no two of one document share it.
        let object = format!("documents/{}-{}", upload.id, hex::encode(make_bytes::<16>(self.chance())));
        if !self.put_sealed(&object, &key, &document.bytes).await? {
            return Err(ServiceError::internal("name of a document", "something has it"));
        }
        let mut sum = [0; 32];
        sum.copy_from_slice(digest(&SHA256, &document.bytes).as_ref());
        let now = self.now();
        let record = DocumentRecord {
            id: upload.id,
            person: session.person,
            claim: None,
            kind: upload.kind,
            media: document.media.to_owned(),
            bytes: to_i64(document.bytes.len()),
            digest: sum,
            object,
            object_key: upload.object_key.clone(),
            added_at: now,
            kept_until: Some(now.plus_days(WAIT_DAYS)),
        };
        if !transaction!(self.store(), |tx| keep_whole(tx, &record))? {
            self.objects().delete_all(std::slice::from_ref(&record.object)).await;
        }
        self.objects().delete_all(&pieces).await;
        Ok(whole(&record))
    }

    /// Forgets what is no document that may be kept.
    async fn refuse(&self, upload: &UploadRecord, pieces: &[String]) -> Result<Arrival, ServiceError> {
        transaction!(self.store(), |tx| ended(tx, upload.person, &upload.id))?;
        self.objects().delete_all(pieces).await;
        Err(ServiceError::InvalidInput("document"))
    }

    /// The whole of a document that arrived, and the names of its pieces.
    async fn gather_pieces(
        &self,
        upload: &UploadRecord,
        key: &[u8; 32],
    ) -> Result<(Zeroizing<Vec<u8>>, Vec<String>), ServiceError> {
        // Of its whole size at once: a vector that grows leaves copies behind.
        let size = usize::try_from(upload.bytes).unwrap_or(DOCUMENT_BYTES).min(DOCUMENT_BYTES);
        let (mut bytes, mut names) = (Zeroizing::new(Vec::with_capacity(size)), Vec::new());
        while to_i64(bytes.len()) < upload.bytes {
            let name = piece_name(&upload.id, key, to_i64(bytes.len()));
            let piece = self.get_sealed(&name, key).await?;
            if piece.is_empty() || bytes.len() + piece.len() > DOCUMENT_BYTES {
                return Err(ServiceError::internal("piece of a document", "its length is wrong"));
            }
            bytes.extend_from_slice(&piece);
            names.push(name);
        }
        Ok((bytes, names))
    }

    /// A document of a person's own.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] also for another person's.
    pub async fn open_document(
        &self,
        session: &Session,
        id: &DocumentId,
    ) -> Result<OpenedDocument, ServiceError> {
        self.admit_reading(session, crate::audit::Action::ClaimRead).await?;
        let found = kept::find_document(&mut *self.store().read().await?, session.person, id).await?;
        self.opened(&found.ok_or(ServiceError::NotFound)?).await
    }

    /// A document, decrypted. It is scanned again: what was clean when it came may be known by now, and it may have come
    /// before there was a scanner.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an infected one; [`ServiceError::Busy`] while the scanner gives no word.
    pub(crate) async fn opened(&self, record: &DocumentRecord) -> Result<OpenedDocument, ServiceError> {
        let key = read_key(&self.at_rest_key().open(record.person, &record.object_key)?)?;
        let bytes = self.get_sealed(&record.object, &key).await?;
        if !self.is_clean(&bytes).await? {
            return Err(ServiceError::NotFound);
        }
        Ok(OpenedDocument { media: record.media.clone(), bytes })
    }

    /// Puts an object, sealed under its document's key and bound to its name: under another name it does not open. False
    /// when something has the name.
    async fn put_sealed(&self, name: &str, key: &[u8; 32], bytes: &[u8]) -> Result<bool, ServiceError> {
        let sealed = AtRestKey::of(key)?.seal_for(self.chance(), name.as_bytes(), bytes)?;
        self.objects().put_new(name, sealed).await.map_err(|error| self.store_failed(error))
    }

    async fn get_sealed(&self, name: &str, key: &[u8; 32]) -> Result<Zeroizing<Vec<u8>>, ServiceError> {
        let sealed = self.objects().get(name).await.map_err(|error| self.store_failed(error))?;
        AtRestKey::of(key)?.open_for(name.as_bytes(), &sealed)
    }

    /// A store that is away is come back to; any other failure of it is ours.
    fn store_failed(&self, error: StorageError) -> ServiceError {
        match error.is_away() {
            true => self.away("object store", &error.explain()),
            false => error.into(),
        }
    }

    /// Something beside the fund does not answer: whoever runs it is told, whoever asks comes back.
    fn away(&self, what: &'static str, why: &str) -> ServiceError {
        if let Some(outside) = self.outside() {
            outside.report_away(what, why);
        }
        ServiceError::Busy { retry_after: COME_BACK }
    }

    fn key_of(&self, session: &Session, sealed: &[u8]) -> Result<Zeroizing<[u8; 32]>, ServiceError> {
        read_key(&self.at_rest_key().open(session.person, sealed)?)
    }

    /// Forgets documents no claim took in time, and those that never arrived whole.
    pub(crate) async fn forget_documents(&self, now: Timestamp) -> Result<(), ServiceError> {
        let (unused, unfinished) = transaction!(self.store(), |tx| async {
            let unused = kept::forget_unused(tx, now).await?;
            Ok::<_, ServiceError>((unused, kept::forget_uploads(tx, now).await?))
        })?;
        self.objects().delete_all(&unused).await;
        for id in unfinished {
            self.objects().delete_below(&format!("pieces/{id}")).await;
        }
        Ok(())
    }
}

/// The id of a document that a key began: the same key gives the same. It names the document to its owner alone, so that
/// it may be foreseen.
fn id_of(person: PersonId, key: &str) -> Result<DocumentId, ServiceError> {
    check_key(key)?;
    let sum = digest(&SHA256, &[&person.0.to_be_bytes(), key.as_bytes()].concat());
    let mut id = [0; 16];
    id.copy_from_slice(&sum.as_ref()[..16]);
    Ok(DocumentId(id))
}

/// How far a document has come that the same request began before.
async fn find_begun(tx: &mut Tx, upload: &UploadRecord) -> Result<Option<Arrival>, ServiceError> {
    let (person, kind) = (upload.person, upload.kind);
    let begun = match kept::find_upload(tx, person, &upload.id).await? {
        Some(begun) => Some((begun.kind == kind && begun.bytes == upload.bytes, arrival(&begun))),
        // Of one that was made safe the length is another.
        None => kept::find_document(tx, person, &upload.id).await?.map(|one| (one.kind == kind, whole(&one))),
    };
    match begun {
        Some((true, arrival)) => Ok(Some(arrival)),
        Some((false, _)) => Err(ServiceError::KeyReused),
        None => Ok(None),
    }
}

async fn kept_piece(
    tx: &mut Tx,
    person: PersonId,
    id: &DocumentId,
    offset: i64,
    length: i64,
) -> Result<bool, ServiceError> {
    Ok(kept::receive(tx, person, id, offset, length).await?)
}

async fn ended(tx: &mut Tx, person: PersonId, id: &DocumentId) -> Result<bool, ServiceError> {
    Ok(kept::take_upload(tx, person, id).await?)
}

/// Of two last pieces at once, one keeps the document; false for the other.
async fn keep_whole(tx: &mut Tx, record: &DocumentRecord) -> Result<bool, ServiceError> {
    let is_ours = kept::take_upload(tx, record.person, &record.id).await?;
    if is_ours {
        kept::add_document(tx, record).await?;
    }
    Ok(is_ours)
}

fn read_key(opened: &[u8]) -> Result<Zeroizing<[u8; 32]>, ServiceError> {
    let key =
        opened.try_into().map_err(|_| ServiceError::internal("key of a document", "its length is wrong"))?;
    Ok(Zeroizing::new(key))
}

/// The name of a piece. It is found again, and nobody foresees it: it comes of the document's own random key.
fn piece_name(id: &DocumentId, key: &[u8; 32], offset: i64) -> String {
    let sum = digest(&SHA256, &[b"names of pieces", &key[..]].concat());
    format!("pieces/{id}/{}/{offset}", hex::encode(&sum.as_ref()[..16]))
}

fn to_i64(length: impl TryInto<i64>) -> i64 {
    length.try_into().unwrap_or(i64::MAX)
}

fn arrival(upload: &UploadRecord) -> Arrival {
    let count = |bytes: i64| u64::try_from(bytes).unwrap_or(0);
    Arrival { id: upload.id, bytes: count(upload.bytes), received: count(upload.received), ready: false }
}

fn whole(document: &DocumentRecord) -> Arrival {
    let bytes = u64::try_from(document.bytes).unwrap_or(0);
    Arrival { id: document.id, bytes, received: bytes, ready: true }
}
