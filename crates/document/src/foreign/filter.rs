//! Streams unpacked (ISO 32000-2 §7.4): deflate and the predictors of tables and object streams, within bounds.

use super::object::{Dictionary, Unreadable, Value};
use super::parser::Fuel;
use crate::written;

/// Largest stream that is unpacked, bytes.
pub const MAX_STREAM: usize = 8 * 1024 * 1024;

/// The contents of a stream.
pub fn unpack(dictionary: &Dictionary, raw: &[u8], fuel: &Fuel) -> Result<Vec<u8>, Unreadable> {
    let only = |key: &str| match dictionary.get(key) {
        Some(Value::Array(items)) if items.len() > 1 => Err(Unreadable),
        Some(Value::Array(items)) => Ok(items.first().filter(|item| **item != Value::Null)),
        other => Ok(other),
    };
    let bytes = match only("Filter")? {
        None if raw.len() <= MAX_STREAM => return Ok(raw.to_vec()),
        Some(Value::Name(name)) if name == b"FlateDecode" => inflate(raw, fuel)?,
        _ => return Err(Unreadable),
    };
    match only("DecodeParms")? {
        None => Ok(bytes),
        Some(Value::Dictionary(parameters)) => unpredict(parameters, bytes),
        Some(_) => Err(Unreadable),
    }
}

/// What was unpacked burns, also where it comes to nothing.
fn inflate(raw: &[u8], fuel: &Fuel) -> Result<Vec<u8>, Unreadable> {
    let read = written::inflate(raw, MAX_STREAM);
    fuel.burn(read.as_ref().map_or_else(|unpacked| *unpacked, Vec::len) / 64)?;
    read.map_err(|_| Unreadable)
}

/// PNG predictors over bytes (§7.4.4.4).
fn unpredict(parameters: &Dictionary, bytes: Vec<u8>) -> Result<Vec<u8>, Unreadable> {
    let number = |key: &str, otherwise: usize| match parameters.get(key) {
        None => Ok(otherwise),
        Some(value) => value.count().ok_or(Unreadable),
    };
    let width = match (number("Predictor", 1)?, number("Columns", 1)?) {
        (1, _) => return Ok(bytes),
        (10..=15, width @ 1..=1_024) => width,
        _ => return Err(Unreadable),
    };
    if number("Colors", 1)? != 1
        || number("BitsPerComponent", 8)? != 8
        || !bytes.len().is_multiple_of(width + 1)
    {
        return Err(Unreadable);
    }
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut above = vec![0_u8; width];
    for line in bytes.chunks_exact(width + 1) {
        let (kind, line) = line.split_first().ok_or(Unreadable)?;
        let (mut left, mut corner) = (0_u8, 0_u8);
        for (byte, up) in line.iter().zip(&mut above) {
            let guess = match kind {
                0 => 0,
                1 => left,
                2 => *up,
                3 => u16::midpoint(u16::from(left), u16::from(*up)).to_le_bytes()[0],
                4 => paeth(left, *up, corner),
                _ => return Err(Unreadable),
            };
            corner = *up;
            left = byte.wrapping_add(guess);
            *up = left;
            out.push(left);
        }
    }
    Ok(out)
}

/// PNG (third edition) §9.4.
fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(up), i16::from(corner));
    let guess = a + b - c;
    let (to_left, to_up, to_corner) = ((guess - a).abs(), (guess - b).abs(), (guess - c).abs());
    if to_left <= to_up && to_left <= to_corner {
        left
    } else if to_up <= to_corner {
        up
    } else {
        corner
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn with(entries: &[(&str, Value)]) -> Dictionary {
        let entries = entries.iter().map(|(key, value)| (key.as_bytes().to_vec(), value.clone()));
        Dictionary { entries: entries.collect() }
    }

    #[test]
    fn the_lines_of_a_table_are_unpacked_with_every_predictor_of_png() {
        // Two columns: none, left, up, average, Paeth; every line comes to 5 7.
        let lines = [[0, 5, 7], [1, 5, 2], [2, 0, 0], [3, 3, 1], [4, 0, 0]].concat();
        let parameters = with(&[("Predictor", Value::Integer(12)), ("Columns", Value::Integer(2))]);
        let dictionary = with(&[
            ("Filter", Value::Name(b"FlateDecode".to_vec())),
            ("DecodeParms", Value::Dictionary(parameters)),
        ]);
        assert_eq!(unpack(&dictionary, &packed(&lines), &Fuel::full()), Ok([5, 7].repeat(5)));
    }

    #[test]
    fn a_stream_that_unpacks_beyond_all_bounds_is_not_read() {
        let dictionary = with(&[("Filter", Value::Name(b"FlateDecode".to_vec()))]);
        let bomb = packed(&vec![0; MAX_STREAM + 1]);
        assert_eq!(unpack(&dictionary, &bomb, &Fuel::full()), Err(Unreadable));
        let twice = with(&[("Filter", Value::Array(vec![Value::Name(b"FlateDecode".to_vec()); 2]))]);
        assert_eq!(unpack(&twice, &packed(b"x"), &Fuel::full()), Err(Unreadable));
    }
}
