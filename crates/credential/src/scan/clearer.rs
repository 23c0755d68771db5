//! A second picture for a second look: half the size, so that noise is averaged away, its greys spread out, its edges
//! sharpened. Blurred and dark codes that the first look missed are often read in it.

/// Of a hundred points the darkest and the lightest count for nothing when greys are spread out.
const OUTLIERS: usize = 100;
/// How strongly edges are sharpened.
const STRENGTH: i32 = 2;

/// Grey values, row by row.
pub struct Picture<'a> {
    pub luma: &'a [u8],
    pub width: u32,
    pub height: u32,
}

impl Picture<'_> {
    /// The second picture; `None` of one too small to be halved.
    pub fn halved(&self) -> Option<(Vec<u8>, u32, u32)> {
        let (width, height) = (self.width as usize, self.height as usize);
        let (narrow, low) = (width / 2, height / 2);
        if narrow < 3 || low < 3 || self.luma.len() != width * height {
            return None;
        }
        let mut half = Vec::with_capacity(narrow * low);
        for pair in self.luma.chunks_exact(2 * width).take(low) {
            let (above, below) = pair.split_at(width);
            half.extend(above.chunks_exact(2).zip(below.chunks_exact(2)).map(|(one, other)| {
                let sum: u16 = one.iter().chain(other).map(|point| u16::from(*point)).sum();
                (sum / 4) as u8
            }));
        }
        spread(&mut half);
        Some((sharpened(&half, narrow), u32::try_from(narrow).ok()?, u32::try_from(low).ok()?))
    }
}

/// Spreads the greys so that the darkest are black and the lightest white.
fn spread(luma: &mut [u8]) {
    let mut counts = [0_usize; 256];
    for point in luma.iter() {
        counts[usize::from(*point)] += 1;
    }
    let cut = luma.len() / OUTLIERS;
    let darkest = end_of(0..256, &counts, cut).unwrap_or(0);
    let lightest = end_of((0..256).rev(), &counts, cut).unwrap_or(255);
    let span = lightest.saturating_sub(darkest).max(1);
    let table: Vec<u8> =
        (0..256_usize).map(|grey| (grey.saturating_sub(darkest) * 255 / span).min(255) as u8).collect();
    for point in luma {
        *point = table[usize::from(*point)];
    }
}

/// The first grey behind which more than `cut` points lie.
fn end_of(mut greys: impl Iterator<Item = usize>, counts: &[usize; 256], cut: usize) -> Option<usize> {
    let mut seen = 0;
    greys.find(|grey| {
        seen += counts[*grey];
        seen > cut
    })
}

/// Each point moved away from the mean of the nine around it.
fn sharpened(luma: &[u8], width: usize) -> Vec<u8> {
    let mut out = luma.to_vec();
    for (row, lines) in luma.windows(3 * width).step_by(width).enumerate() {
        let (above, rest) = lines.split_at(width);
        let (middle, below) = rest.split_at(width);
        let line = &mut out[(row + 1) * width..][..width];
        for x in 1..width - 1 {
            let around = [&above[x - 1..=x + 1], &middle[x - 1..=x + 1], &below[x - 1..=x + 1]];
            let sum: i32 = around.iter().flat_map(|three| three.iter()).map(|point| i32::from(*point)).sum();
            let sharp = i32::from(middle[x]) * (1 + STRENGTH) - sum * STRENGTH / 9;
            line[x] = sharp.clamp(0, 255) as u8;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_picture_is_half_as_large_and_uses_all_greys() {
        let luma: Vec<u8> = (0..40_usize * 31).map(|at| if at % 40 < 20 { 60 } else { 90 }).collect();
        let (half, width, height) = Picture { luma: &luma, width: 40, height: 31 }.halved().unwrap();
        assert_eq!((half.len(), width, height), (20 * 15, 20, 15));
        assert_eq!((half[20 + 2], half[20 + 17]), (0, 255));
    }

    #[test]
    fn a_picture_too_small_or_of_another_size_than_it_says_has_none() {
        for (length, width, height) in [(0, 0, 0), (16, 4, 4), (99, 10, 10)] {
            assert!(Picture { luma: &vec![9; length], width, height }.halved().is_none());
        }
    }
}
