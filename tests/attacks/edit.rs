//! A forger's tools: a sealed file taken apart and put together again, with a table as right as anybody's.

use std::fmt::Write as _;

/// Where a word stands, the last time.
pub fn last(pdf: &[u8], word: &[u8]) -> usize {
    pdf.windows(word.len())
        .rposition(|window| window == word)
        .unwrap_or_else(|| panic!("{} is in it", String::from_utf8_lossy(word)))
}

/// Where a word stands, the first time.
pub fn first(pdf: &[u8], word: &[u8]) -> usize {
    pdf.windows(word.len())
        .position(|window| window == word)
        .unwrap_or_else(|| panic!("{} is in it", String::from_utf8_lossy(word)))
}

/// The last of these words written over by one as long.
pub fn written_over(pdf: &[u8], from: &str, to: &str) -> Vec<u8> {
    let padded = format!("{to:<width$}", width = from.len());
    assert_eq!(padded.len(), from.len(), "{to} is no longer than {from}");
    let at = last(pdf, from.as_bytes());
    [&pdf[..at], padded.as_bytes(), &pdf[at + from.len()..]].concat()
}

/// Where the numbers of the last `/ByteRange` stand.
pub fn range_numbers(pdf: &[u8]) -> std::ops::Range<usize> {
    let start = last(pdf, b"/ByteRange [") + 12;
    start..start + pdf[start..].iter().position(|byte| *byte == b']').expect("it ends")
}

/// The same file with other numbers in its last `/ByteRange`.
pub fn with_range(pdf: &[u8], numbers: &str) -> Vec<u8> {
    let place = range_numbers(pdf);
    let padded = format!("{numbers:<width$}", width = place.len());
    [&pdf[..place.start], padded.as_bytes(), &pdf[place.end..]].concat()
}

/// Where the digits of the first seal stand, without their brackets.
pub fn seal_digits(pdf: &[u8]) -> std::ops::Range<usize> {
    let range = first(pdf, b"/ByteRange [");
    let start = range + first(&pdf[range..], b"/Contents <") + 11;
    start..start + pdf[start..].iter().position(|byte| *byte == b'>').expect("it ends")
}

/// Numbers of the objects a piece of a file writes, in their order.
pub fn numbers_in(piece: &[u8]) -> Vec<u32> {
    String::from_utf8_lossy(piece)
        .lines()
        .filter_map(|line| line.strip_suffix(" 0 obj")?.parse().ok())
        .collect()
}

/// The newest version of an object, as text: what stands between `obj` and `endobj`.
pub fn object(pdf: &[u8], number: u32) -> String {
    let head = format!("\n{number} 0 obj\n");
    let start = last(pdf, head.as_bytes()) + head.len();
    let end = start + first(&pdf[start..], b"\nendobj");
    String::from_utf8_lossy(&pdf[start..end]).into_owned()
}

/// A dictionary with more entries at its end.
pub fn with_entries(dictionary: &str, more: &str) -> String {
    let end = dictionary.rfind(">>").expect("a dictionary ends");
    format!("{} {more} {}", &dictionary[..end], &dictionary[end..])
}

fn trailer_number(pdf: &[u8], key: &str) -> usize {
    let trailer = &pdf[last(pdf, b"trailer")..];
    let text = String::from_utf8_lossy(&trailer[first(trailer, key.as_bytes()) + key.len()..]).into_owned();
    text.trim_start().chars().take_while(char::is_ascii_digit).collect::<String>().parse().expect("a number")
}

/// Number of the catalogue.
pub fn root(pdf: &[u8]) -> u32 {
    trailer_number(pdf, "/Root").try_into().expect("an object's number")
}

/// The first number no object has.
pub fn size(pdf: &[u8]) -> u32 {
    trailer_number(pdf, "/Size").try_into().expect("an object's number")
}

/// Where the newest table stands.
pub fn newest_table(pdf: &[u8]) -> usize {
    let after = &pdf[last(pdf, b"startxref\n") + 10..];
    let digits: Vec<u8> = after.iter().copied().take_while(u8::is_ascii_digit).collect();
    String::from_utf8(digits).expect("digits").parse().expect("a place")
}

/// A later revision (ISO 32000-1 §7.5.6) as every writer would write it.
pub fn update(pdf: &[u8], objects: &[(u32, String)]) -> Vec<u8> {
    update_with(pdf, objects, &[], "")
}

/// The same with other entries of its table (number, place) and more in its trailer.
pub fn update_with(
    pdf: &[u8],
    objects: &[(u32, String)],
    entries: &[(u32, Option<usize>)],
    trailer: &str,
) -> Vec<u8> {
    let (previous, root, size) = (newest_table(pdf), root(pdf), size(pdf));
    let mut out = pdf.to_vec();
    let mut places: Vec<(u32, Option<usize>)> = entries.to_vec();
    for (number, body) in objects {
        places.push((*number, Some(out.len())));
        out.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
    }
    let table = out.len();
    let mut text = String::from("xref\n");
    for (number, place) in &places {
        let line = match place {
            Some(place) => format!("{place:010} 00000 n \n"),
            None => "0000000000 65535 f \n".to_owned(),
        };
        write!(text, "{number} 1\n{line}").expect("text grows");
    }
    let most = places.iter().map(|(number, _)| number + 1).max().unwrap_or(0).max(size);
    let root = if trailer.contains("/Root") { String::new() } else { format!("/Root {root} 0 R") };
    let previous = if trailer.contains("/Prev") { String::new() } else { format!("/Prev {previous}") };
    write!(text, "trailer\n<< /Size {most} {previous} {root} {trailer} >>\nstartxref\n{table}\n%%EOF\n")
        .expect("text grows");
    out.extend_from_slice(text.as_bytes());
    out
}

/// A stream of these bytes.
pub fn stream(entries: &str, contents: &str) -> String {
    format!("<< {entries} /Length {} >>\nstream\n{contents}\nendstream", contents.len())
}
