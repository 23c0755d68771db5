//! Which points of a grey picture are ink: each against the light around it, as local thresholds do (the idea of
//! ZXing's hybrid binarizer), in two passes over blocks of eight by eight points that a compiler can do at once.

use std::borrow::Cow;
use std::sync::OnceLock;

use rxing::common::{BIT_FIELD_BASE_BITS, BitArray, BitFieldBaseType, BitMatrix, LineOrientation, Result};
use rxing::{Binarizer, Luma8LuminanceSource, LuminanceSource};

/// Side of a block, points.
const BLOCK: usize = 8;
/// Blocks on each side whose light counts for the one in their midst.
const AROUND: usize = 2;
/// A block whose points differ by no more is of one colour: paper or ink, but not both.
const FLAT: u8 = 24;

/// The ink of a picture, looked for when it is first asked for.
pub struct Ink {
    source: Luma8LuminanceSource,
    matrix: OnceLock<BitMatrix>,
}

impl Ink {
    /// Of a picture.
    pub fn of(source: Luma8LuminanceSource) -> Self {
        Self { source, matrix: OnceLock::new() }
    }
}

impl Binarizer for Ink {
    type Source = Luma8LuminanceSource;

    fn get_luminance_source(&self) -> &Self::Source {
        &self.source
    }

    fn get_black_row(&self, y: usize) -> Result<Cow<'_, BitArray>> {
        let row = u32::try_from(y).map_err(|_| rxing::Exceptions::INDEX_OUT_OF_BOUNDS)?;
        Ok(Cow::Owned(self.get_black_matrix()?.getRow(row)))
    }

    fn get_black_row_from_matrix(&self, y: usize) -> Result<Cow<'_, BitArray>> {
        self.get_black_row(y)
    }

    fn get_black_matrix(&self) -> Result<&BitMatrix> {
        if let Some(matrix) = self.matrix.get() {
            return Ok(matrix);
        }
        let made = find_ink(&self.source.get_matrix(), self.get_width(), self.get_height())?;
        Ok(self.matrix.get_or_init(|| made))
    }

    fn get_black_line(&self, at: usize, direction: LineOrientation) -> Result<Cow<'_, BitArray>> {
        let place = u32::try_from(at).map_err(|_| rxing::Exceptions::INDEX_OUT_OF_BOUNDS)?;
        match direction {
            LineOrientation::Row => self.get_black_row(at),
            LineOrientation::Column => Ok(Cow::Owned(self.get_black_matrix()?.getCol(place))),
        }
    }

    fn create_binarizer(&self, source: Self::Source) -> Self {
        Self::of(source)
    }

    fn get_width(&self) -> usize {
        self.source.get_width()
    }

    fn get_height(&self) -> usize {
        self.source.get_height()
    }
}

/// The light of the blocks, row by row.
struct Blocks {
    columns: usize,
    rows: usize,
    light: Vec<u16>,
}

fn find_ink(luma: &[u8], width: usize, height: usize) -> Result<BitMatrix> {
    let mut matrix = BitMatrix::new(dimension(width)?, dimension(height)?)?;
    let limits = limits(&blocks(luma, width, height));
    let columns = width.div_ceil(BLOCK);
    for (y, row) in luma.chunks_exact(width).enumerate().take(height) {
        let limits = &limits[y / BLOCK * columns..][..columns];
        let mut words: Vec<BitFieldBaseType> = vec![0; width.div_ceil(BIT_FIELD_BASE_BITS)];
        for (block, (points, limit)) in row.chunks(BLOCK).zip(limits).enumerate() {
            let mut bits = 0_u8;
            for (bit, point) in points.iter().enumerate() {
                bits |= u8::from(point <= limit) << bit;
            }
            let place = block * BLOCK;
            words[place / BIT_FIELD_BASE_BITS] |=
                BitFieldBaseType::from(bits) << (place % BIT_FIELD_BASE_BITS);
        }
        let mut ink = BitArray::with_size(width);
        for (place, word) in words.into_iter().enumerate() {
            ink.setBulk(place * BIT_FIELD_BASE_BITS, word);
        }
        matrix.setRow(dimension(y)?, &ink);
    }
    Ok(matrix)
}

fn dimension(size: usize) -> Result<u32> {
    u32::try_from(size).map_err(|_| rxing::Exceptions::ILLEGAL_ARGUMENT)
}

/// The middle light of every block. In a block of one colour it lies below the paper's, or is the neighbours' when the
/// block is darker than that: the inside of a large module.
fn blocks(luma: &[u8], width: usize, height: usize) -> Blocks {
    let (columns, rows) = (width.div_ceil(BLOCK), height.div_ceil(BLOCK));
    let mut light: Vec<u16> = Vec::with_capacity(columns * rows);
    for (row, band) in luma.chunks(width * BLOCK).take(rows).enumerate() {
        let (mut sums, mut darkest, mut lightest) =
            (vec![0_u16; columns], vec![255_u8; columns], vec![0_u8; columns]);
        for line in band.chunks(width) {
            for (column, points) in line.chunks(BLOCK).enumerate() {
                sums[column] += points.iter().map(|point| u16::from(*point)).sum::<u16>();
                darkest[column] = points.iter().fold(darkest[column], |least, point| least.min(*point));
                lightest[column] = points.iter().fold(lightest[column], |most, point| most.max(*point));
            }
        }
        let lines = band.len() / width;
        for column in 0..columns {
            let points = lines * BLOCK.min(width - column * BLOCK);
            let mean = sums[column] / u16::try_from(points.max(1)).unwrap_or(u16::MAX);
            let dark = u16::from(darkest[column]);
            let is_flat = lightest[column] - darkest[column] <= FLAT;
            let around = (row > 0 && column > 0).then(|| {
                let (above, left) = (light.len() - columns, light.len() - 1);
                (light[above] + 2 * light[left] + light[above - 1]) / 4
            });
            light.push(match around {
                _ if !is_flat => mean,
                Some(around) if dark < around => around,
                _ => dark / 2,
            });
        }
    }
    Blocks { columns, rows, light }
}

/// Up to which grey a point is ink, for every block: the mean of the blocks around it. Sums along rows, then down columns.
fn limits(blocks: &Blocks) -> Vec<u8> {
    let Blocks { columns, rows, light } = blocks;
    let window = |at: usize, size: usize| {
        let from = at.saturating_sub(AROUND).min(size.saturating_sub(2 * AROUND + 1));
        from..(from + 2 * AROUND + 1).min(size)
    };
    let mut across = vec![0_u16; light.len()];
    for (line, sums) in light.chunks(*columns).zip(across.chunks_mut(*columns)) {
        for (column, sum) in sums.iter_mut().enumerate() {
            *sum = line[window(column, *columns)].iter().sum();
        }
    }
    let mut limits = Vec::with_capacity(light.len());
    for row in 0..*rows {
        let lines = window(row, *rows);
        for column in 0..*columns {
            let sum: u32 = lines.clone().map(|line| u32::from(across[line * columns + column])).sum();
            let count = lines.len() * window(column, *columns).len();
            limits.push(u8::try_from(sum / u32::try_from(count.max(1)).unwrap_or(1)).unwrap_or(u8::MAX));
        }
    }
    limits
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDE: usize = 100;

    /// Squares of five points, dark and light in turn, under a light that fades from left to right.
    fn board() -> Vec<u8> {
        let point = |at: usize| {
            let (x, y) = (at % SIDE, at / SIDE);
            let is_dark = (x / 5 + y / 5) % 2 == 0;
            let light = 200 - x;
            u8::try_from(if is_dark { light / 4 } else { light }).unwrap()
        };
        (0..SIDE * SIDE).map(point).collect()
    }

    #[test]
    fn ink_is_found_where_the_light_fades_as_well() {
        let matrix = find_ink(&board(), SIDE, SIDE).unwrap();
        let wrong = (0..SIDE * SIDE).filter(|at| {
            let (x, y) = (at % SIDE, at / SIDE);
            matrix.get(x as u32, y as u32) != ((x / 5 + y / 5) % 2 == 0)
        });
        assert_eq!(wrong.count(), 0);
    }

    #[test]
    fn a_page_of_one_colour_has_no_ink_whatever_its_size() {
        for (width, height) in [(1, 1), (7, 3), (8, 8), (9, 40), (64, 65), (333, 17)] {
            let matrix = find_ink(&vec![180; width * height], width, height).unwrap();
            let ink = (0..height).flat_map(|y| (0..width).map(move |x| (x as u32, y as u32)));
            assert_eq!(ink.filter(|(x, y)| matrix.get(*x, *y)).count(), 0, "{width} by {height}");
        }
    }
}
