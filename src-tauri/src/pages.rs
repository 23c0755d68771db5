//! What leaves the vault: a certificate's page or the whole file, to where the person chooses.

use damane_contract::{ErrorBody, ErrorCode};
use std::io::Write;
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_fs::{FsExt, OpenOptions};

/// Most characters of a file's name.
const NAME_CHARS: usize = 60;

/// A kind of file: its ending.
#[derive(Clone, Copy)]
pub struct Kind(&'static str);

/// A page.
pub const PDF: Kind = Kind("pdf");
/// A table for a spreadsheet.
pub const CSV: Kind = Kind("csv");
/// Everything the fund holds of a person.
pub const ZIP: Kind = Kind("zip");
/// Plain text.
pub const TXT: Kind = Kind("txt");
/// Most bytes of a text the window asks to keep: a sheet of printed codes with its heading is a tenth of it.
const TEXT_BYTES: usize = 4_096;

/// A name to propose for a file: letters, digits, blanks and dashes of what is wished, never a path.
pub fn file_name(wish: &str, Kind(ending): Kind) -> String {
    let bare = wish.strip_suffix(ending).and_then(|wish| wish.strip_suffix('.')).unwrap_or(wish);
    let plain = bare.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, '-' | ' '));
    format!("{}.{ending}", plain.take(NAME_CHARS).collect::<String>().trim())
}

/// Asks where, and writes it there; `None` when the person changed their mind.
pub async fn save(
    app: &AppHandle,
    wish: &str,
    kind: Kind,
    bytes: &[u8],
) -> Result<Option<String>, ErrorBody> {
    let (answer, chosen) = tokio::sync::oneshot::channel();
    let Kind(ending) = kind;
    let dialog = app.dialog().file().set_file_name(file_name(wish, kind));
    let dialog = dialog.add_filter(ending.to_uppercase(), &[ending]);
    dialog.save_file(move |place| {
        // Nobody waits any more when the window is gone.
        let _heard = answer.send(place);
    });
    let Ok(Some(place)) = chosen.await else { return Ok(None) };
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    let written = app.fs().open(place.clone(), options).and_then(|mut file| file.write_all(bytes));
    written.map(|()| Some(place.to_string())).map_err(|_| ErrorCode::Internal.into())
}

/// The same for a text that the window shows already.
pub async fn save_text(app: &AppHandle, wish: &str, text: &str) -> Result<Option<String>, ErrorBody> {
    if !is_short(text) {
        return Err(ErrorCode::InvalidInput.into());
    }
    save(app, wish, TXT, text.as_bytes()).await
}

const fn is_short(text: &str) -> bool {
    text.len() <= TEXT_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_gives_a_name_and_never_a_path() {
        assert_eq!(file_name("EM-7K4M-29QX-81TN", PDF), "EM-7K4M-29QX-81TN.pdf");
        assert_eq!(file_name("../../شهادة الشغل.pdf", PDF), "شهادة الشغل.pdf");
        assert_eq!(file_name("C:\\x\0y", PDF), "Cxy.pdf");
        assert_eq!(file_name(&"x".repeat(500), PDF).len(), NAME_CHARS + 4);
        assert_eq!(file_name("mon-damane.zip", ZIP), "mon-damane.zip");
        assert_eq!(file_name("mon-damane-codes", TXT), "mon-damane-codes.txt");
    }

    #[test]
    fn a_sheet_of_codes_is_a_short_text_and_no_page_makes_us_write_a_long_one() {
        let sheet = format!("heading {}\n", "ABCD-EFGH-JKMN-PQRS\n".repeat(10));
        assert!(is_short(&sheet) && !is_short(&"x".repeat(TEXT_BYTES + 1)));
    }
}
