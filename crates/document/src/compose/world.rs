//! What typst sees: one source, the page's facts, the claims, four fonts. No file system, no network, no clock.

use std::sync::LazyLock;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};

/// What all pages share: made once.
struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: Option<Source>,
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

static SHARED: LazyLock<Shared> = LazyLock::new(|| {
    let fonts: Vec<Font> = FONTS.iter().flat_map(|bytes| Font::iter(Bytes::new(*bytes))).collect();
    Shared {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        main: file("page.typ").map(|id| Source::new(id, include_str!("page.typ").to_owned())),
        data: file("page.json"),
        claims: file("claims.cose"),
    }
});

fn file(name: &str) -> Option<FileId> {
    VirtualPath::new(name).ok().map(|path| RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The first letter that no font has, if there is one.
pub fn find_unknown_letter(text: &str) -> Option<char> {
    let known = |letter: char| SHARED.fonts.iter().any(|font| font.info().coverage.contains(letter.into()));
    text.chars().find(|letter| !letter.is_whitespace() && !known(*letter))
}

/// One page's world.
pub struct World {
    data: Bytes,
    claims: Bytes,
}

impl World {
    /// A world with these facts and claims.
    pub fn new(data: String, claims: Vec<u8>) -> Self {
        Self { data: Bytes::from_string(data), claims: Bytes::new(claims) }
    }
}

impl typst::World for World {
    fn library(&self) -> &LazyHash<Library> {
        &SHARED.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &SHARED.book
    }

    fn main(&self) -> FileId {
        // The name is a constant that parses; the fallback is never the main file.
        SHARED.main.as_ref().map_or_else(|| FileId::from_raw(std::num::NonZeroU16::MIN), Source::id)
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        SHARED.main.clone().filter(|main| main.id() == id).ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match id {
            id if SHARED.data == Some(id) => Ok(self.data.clone()),
            id if SHARED.claims == Some(id) => Ok(self.claims.clone()),
            _ => Err(FileError::AccessDenied),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        SHARED.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
