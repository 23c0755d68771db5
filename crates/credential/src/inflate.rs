//! DEFLATE (RFC 1951) with a hard limit on what comes out, so that a small code cannot fill the memory.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

use crate::error::Malformed;

/// Largest certificate once inflated.
pub const MAX_CERTIFICATE: usize = 16 * 1024;

/// The container around the DEFLATE stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrapping {
    /// None: the printed code.
    Raw,
    /// zlib (RFC 1950): Claim 169 text and status lists.
    Zlib,
}

/// Inflates all of `bytes`, at most `limit` bytes, with nothing after the end.
pub fn inflate(bytes: &[u8], wrapping: Wrapping, limit: usize) -> Result<Vec<u8>, Malformed> {
    let mut stream = Decompress::new(wrapping == Wrapping::Zlib);
    // A first guess that fits every certificate; grown by doubling up to one byte over the limit.
    let mut out = Vec::with_capacity((bytes.len() * 2).clamp(512, limit + 1));
    loop {
        let (consumed, made) = (stream.total_in(), out.len());
        let rest = usize::try_from(consumed).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
        // Not `Finish`: it gives up for good when the first guess is too small.
        let status =
            stream.decompress_vec(rest, &mut out, FlushDecompress::None).map_err(|_| Malformed::Inflate)?;
        if out.len() > limit {
            return Err(Malformed::Inflate);
        }
        let stuck = stream.total_in() == consumed && out.len() == made;
        match status {
            Status::StreamEnd if stream.total_in() == bytes.len() as u64 => return Ok(out),
            Status::StreamEnd => return Err(Malformed::TrailingBytes),
            _ if out.len() == out.capacity() => out.reserve_exact(made.clamp(512, limit + 1)),
            _ if stuck => return Err(Malformed::Inflate),
            _ => {}
        }
    }
}

/// Compresses `bytes`; deterministic for one version of this program.
pub fn deflate(bytes: &[u8], wrapping: Wrapping) -> Option<Vec<u8>> {
    let mut stream = Compress::new(Compression::best(), wrapping == Wrapping::Zlib);
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 8 + 64);
    match stream.compress_vec(bytes, &mut out, FlushCompress::Finish) {
        Ok(Status::StreamEnd) => Some(out),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bomb_a_cut_and_a_tail_are_refused() {
        let bomb = deflate(&vec![0; 10 * MAX_CERTIFICATE], Wrapping::Raw).unwrap();
        assert_eq!(inflate(&bomb, Wrapping::Raw, MAX_CERTIFICATE), Err(Malformed::Inflate));
        let just = deflate(&vec![7; MAX_CERTIFICATE], Wrapping::Raw).unwrap();
        assert_eq!(inflate(&just, Wrapping::Raw, MAX_CERTIFICATE).unwrap().len(), MAX_CERTIFICATE);
        assert_eq!(inflate(&just[..just.len() - 1], Wrapping::Raw, MAX_CERTIFICATE), Err(Malformed::Inflate));
        let tail = [just, vec![0]].concat();
        assert_eq!(inflate(&tail, Wrapping::Raw, MAX_CERTIFICATE), Err(Malformed::TrailingBytes));
        assert_eq!(inflate(&[], Wrapping::Raw, MAX_CERTIFICATE), Err(Malformed::Inflate));
    }
}
