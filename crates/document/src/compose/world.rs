//! What typst sees: one source of two, the page's facts, the claims, four fonts. No file system, no network, no clock.

use std::sync::LazyLock;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};

/// A certificate's page, and any other paper's: the same frame and the same seal.
const CERTIFICATE: &str = concat!(
    include_str!("frame.typ"),
    include_str!("page.typ"),
    include_str!("seal.typ"),
    include_str!("end.typ")
);
const PAPER: &str = concat!(
    include_str!("frame.typ"),
    include_str!("paper.typ"),
    include_str!("seal.typ"),
    include_str!("sections.typ")
);

/// What all pages share.
pub struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    certificate: Option<Source>,
    paper: Option<Source>,
    data: Option<FileId>,
    claims: Option<FileId>,
}

// As their makers publish them, under the SIL Open Font License 1.1 (texts in fonts/). Not subset: Plex reserves
// its name for unmodified fonts, and a name may hold any letter there is.
const FONTS: [&[u8]; 4] = [
    include_bytes!("../../fonts/IBMPlexSans-Regular.ttf"),
    include_bytes!("../../fonts/IBMPlexSans-SemiBold.ttf"),
    include_bytes!("../../fonts/NotoNaskhArabic-Regular.ttf"),
    include_bytes!("../../fonts/NotoNaskhArabic-SemiBold.ttf"),
];

static SHARED: LazyLock<Shared> = LazyLock::new(Shared::load);

impl Shared {
    /// Made once and kept.
    pub fn kept() -> &'static Self {
        &SHARED
    }

    /// Made anew: fonts read, the library built, the source parsed.
    pub fn load() -> Self {
        let fonts: Vec<Font> = FONTS.iter().flat_map(|bytes| Font::iter(Bytes::new(*bytes))).collect();
        Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            certificate: file("page.typ").map(|id| Source::new(id, CERTIFICATE.to_owned())),
            paper: file("paper.typ").map(|id| Source::new(id, PAPER.to_owned())),
            data: file("page.json"),
            claims: file("claims.cose"),
        }
    }

    /// The first letter that no font has, if there is one.
    pub fn find_unknown_letter(&self, text: &str) -> Option<char> {
        let known = |letter: char| self.fonts.iter().any(|font| font.info().coverage.contains(letter.into()));
        text.chars().find(|letter| !letter.is_whitespace() && !known(*letter))
    }
}

fn file(name: &str) -> Option<FileId> {
    VirtualPath::new(name).ok().map(|path| RootedPath::new(VirtualRoot::Project, path).intern())
}

/// One page's world.
pub struct World<'a> {
    shared: &'a Shared,
    main: Option<&'a Source>,
    data: Bytes,
    claims: Bytes,
}

impl<'a> World<'a> {
    /// A world with these facts and claims.
    pub fn new(shared: &'a Shared, data: String, claims: Vec<u8>) -> Self {
        let main = shared.certificate.as_ref();
        Self { shared, main, data: Bytes::from_string(data), claims: Bytes::new(claims) }
    }

    /// A world of a paper without claims.
    pub fn of_paper(shared: &'a Shared, data: String) -> Self {
        let main = shared.paper.as_ref();
        Self { shared, main, data: Bytes::from_string(data), claims: Bytes::new(Vec::new()) }
    }
}

impl typst::World for World<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shared.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shared.book
    }

    fn main(&self) -> FileId {
        // The name is a constant that parses; the fallback is never the main file.
        self.main.map_or_else(|| FileId::from_raw(std::num::NonZeroU16::MIN), Source::id)
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.main.filter(|main| main.id() == id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match id {
            id if self.shared.data == Some(id) => Ok(self.data.clone()),
            id if self.shared.claims == Some(id) => Ok(self.claims.clone()),
            _ => Err(FileError::AccessDenied),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shared.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
