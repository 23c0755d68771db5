//! A third picture for a third look: a code held askew, as it would look from the front. Its three corner patterns tell
//! how it is held: their twelve corners lie at known places of the code, whatever its size.

use rxing::Point;
use rxing::common::BitMatrix;
use rxing::common::cpp_essentials::{ConcentricPattern, FindConcentricPatternCorners};
use rxing::qrcode::cpp_port::detector::FindFinderPatterns;

use super::clearer::Picture;

/// Sizes that are tried, modules: versions 5 to 20 (ISO/IEC 18004, 7.1). Smaller codes are read askew as they are.
const SIZES: std::ops::RangeInclusive<usize> = 5..=20;
/// Corner patterns that are looked at, the largest first: two codes, or one among other squares.
const PATTERNS: usize = 6;
/// Points a module has in the new picture.
const SCALE: usize = 5;
/// Modules of white around the code.
const QUIET: usize = 4;
/// Where the ring of a corner pattern turns, modules from the pattern's own corner.
const RING: [(f64, f64); 4] = [(0.5, 0.5), (6.5, 0.5), (6.5, 6.5), (0.5, 6.5)];
/// How far a corner may lie from where a flat code would have it, modules.
const MOST_OFF: f64 = 0.25;

/// A place of the code in modules, and where it lies in the picture.
type Pair = ((f64, f64), (f64, f64));

/// A view of a plane: eight numbers of a projective map, the ninth is 1.
struct View([f64; 8]);

impl View {
    fn of(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let [a, b, c, d, e, f, g, h] = self.0;
        let depth = g * x + h * y + 1.0;
        ((a * x + b * y + c) / depth, (d * x + e * y + f) / depth)
    }

    /// The view that fits all pairs best (least squares of the direct linear transform).
    fn through(pairs: &[Pair]) -> Option<Self> {
        let mut sums = [[0.0; 9]; 8];
        for ((x, y), (u, v)) in pairs {
            let rows = [
                [*x, *y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y, *u],
                [0.0, 0.0, 0.0, *x, *y, 1.0, -v * x, -v * y, *v],
            ];
            for row in rows {
                for (line, left) in sums.iter_mut().zip(row) {
                    line.iter_mut().zip(row).for_each(|(sum, right)| *sum += left * right);
                }
            }
        }
        solve(sums).map(Self)
    }

    /// How far the worst pair lies from where the view has it, points of the picture.
    fn worst(&self, pairs: &[Pair]) -> f64 {
        let off = |(place, (u, v)): &Pair| {
            let (x, y) = self.of(*place);
            (x - u).hypot(y - v)
        };
        pairs.iter().map(off).fold(0.0, f64::max)
    }
}

/// Solves eight equations (Gauss, with the largest pivot).
fn solve(mut lines: [[f64; 9]; 8]) -> Option<[f64; 8]> {
    for step in 0..8 {
        let best = (step..8).max_by(|a, b| lines[*a][step].abs().total_cmp(&lines[*b][step].abs()))?;
        lines.swap(step, best);
        let pivot = lines[step];
        if pivot[step].abs() < 1e-9 {
            return None;
        }
        for (at, line) in lines.iter_mut().enumerate() {
            if at != step {
                let share = line[step] / pivot[step];
                line.iter_mut().zip(pivot).for_each(|(value, taken)| *value -= share * taken);
            }
        }
    }
    let mut solution = [0.0; 8];
    solution.iter_mut().enumerate().for_each(|(at, value)| *value = lines[at][8] / lines[at][at]);
    Some(solution)
}

/// A corner pattern: its middle and the four turns of its ring.
struct Corner {
    middle: (f64, f64),
    turns: [(f64, f64); 4],
    size: f64,
}

impl Corner {
    fn find(ink: &BitMatrix, pattern: ConcentricPattern) -> Option<Self> {
        let place = |point: Point| (f64::from(point.x), f64::from(point.y));
        let turns = FindConcentricPatternCorners(ink, pattern.p, pattern.size, 2)?.0.map(place);
        Some(Self { middle: place(pattern.p), turns, size: f64::from(pattern.size) })
    }
}

/// The code of a picture that is the easiest to tell, as it would look from the front.
pub fn view(picture: &Picture<'_>, ink: &BitMatrix) -> Option<(Vec<u8>, u32, u32)> {
    let mut patterns = FindFinderPatterns(ink, true, 1);
    patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.size));
    let corners: Vec<Corner> =
        patterns.into_iter().take(PATTERNS).filter_map(|pattern| Corner::find(ink, pattern)).collect();
    let fits = triples(&corners).into_iter().flat_map(|triple| {
        SIZES.filter_map(move |version| {
            let modules = 17 + 4 * version;
            let pairs = pairs(&triple, (modules - 7) as f64);
            let view = View::through(&pairs)?;
            let module = triple.iter().map(|corner| corner.size).fold(0.0, f64::max) / 7.0;
            Some((view.worst(&pairs) / module, modules, view))
        })
    });
    let (off, modules, view) = fits.min_by(|one, other| one.0.total_cmp(&other.0))?;
    (off < MOST_OFF).then(|| drawn(picture, &view, modules))
}

/// All ways in which three patterns may be the top left, top right and bottom left one of a code that is not mirrored.
fn triples(corners: &[Corner]) -> Vec<[&Corner; 3]> {
    let mut triples = Vec::new();
    for top_left in corners {
        for top_right in corners {
            for bottom_left in corners {
                let across = (top_right.middle.0 - top_left.middle.0, top_right.middle.1 - top_left.middle.1);
                let down =
                    (bottom_left.middle.0 - top_left.middle.0, bottom_left.middle.1 - top_left.middle.1);
                if across.0 * down.1 - across.1 * down.0 > 0.0 {
                    triples.push([top_left, top_right, bottom_left]);
                }
            }
        }
    }
    triples
}

/// The twelve corners: which is which follows from where the three middles lie.
fn pairs(triple: &[&Corner; 3], apart: f64) -> Vec<Pair> {
    let [(x0, y0), (x1, y1), (x2, y2)] = triple.map(|corner| corner.middle);
    let starts = [(0.0, 0.0), (apart, 0.0), (0.0, apart)];
    let mut pairs = Vec::with_capacity(12);
    for ((start_x, start_y), corner) in starts.into_iter().zip(triple) {
        for (x, y) in RING {
            // As if it were seen from afar: near enough to tell four corners apart.
            let (across, down) = ((x - 3.5) / apart, (y - 3.5) / apart);
            let guess = (
                corner.middle.0 + across * (x1 - x0) + down * (x2 - x0),
                corner.middle.1 + across * (y1 - y0) + down * (y2 - y0),
            );
            let far = |place: &(f64, f64)| (place.0 - guess.0).hypot(place.1 - guess.1);
            let nearest = corner.turns.into_iter().min_by(|one, other| far(one).total_cmp(&far(other)));
            pairs.extend(nearest.map(|nearest| ((start_x + x, start_y + y), nearest)));
        }
    }
    pairs
}

/// Draws what the view shows, point by point, between the four nearest ones; what lies outside the picture is paper.
fn drawn(picture: &Picture<'_>, view: &View, modules: usize) -> (Vec<u8>, u32, u32) {
    let side = (modules + 2 * QUIET) * SCALE;
    let (width, height) = (picture.width as usize, picture.height as usize);
    let place = |at: usize| (at as f64 + 0.5) / SCALE as f64 - QUIET as f64;
    let grey = |x: f64, y: f64| -> u8 {
        if !(x >= 0.0 && y >= 0.0 && x < width as f64 - 1.0 && y < height as f64 - 1.0) {
            return u8::MAX;
        }
        let (column, row) = (x as usize, y as usize);
        let (right, low) = (x - column as f64, y - row as f64);
        let at = |x: usize, y: usize| f64::from(picture.luma[y * width + x]);
        let above = at(column, row) * (1.0 - right) + at(column + 1, row) * right;
        let below = at(column, row + 1) * (1.0 - right) + at(column + 1, row + 1) * right;
        (above * (1.0 - low) + below * low) as u8
    };
    let mut luma = Vec::with_capacity(side * side);
    for row in 0..side {
        luma.extend((0..side).map(|column| {
            let (x, y) = view.of((place(column), place(row)));
            grey(x - 0.5, y - 0.5)
        }));
    }
    let side = u32::try_from(side).unwrap_or(u32::MAX);
    (luma, side, side)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKEW: View = View([5.0, 0.4, 200.0, -0.3, 4.2, 90.0, 0.0004, -0.003]);

    #[test]
    fn a_view_is_found_again_from_twelve_corners() {
        let starts = [(0.0, 0.0), (62.0, 0.0), (0.0, 62.0)];
        let places =
            starts.iter().flat_map(|start| RING.iter().map(move |ring| (start.0 + ring.0, start.1 + ring.1)));
        let pairs: Vec<Pair> = places.map(|place| (place, ASKEW.of(place))).collect();
        let found = View::through(&pairs).unwrap();
        assert!(found.worst(&pairs) < 1e-6);
        let far = ((found.of((69.0, 69.0)).0 - ASKEW.of((69.0, 69.0)).0).abs(), found.worst(&pairs));
        assert!(far.0 < 1e-3, "{far:?}");
    }

    #[test]
    fn points_that_lie_together_are_no_view() {
        assert!(View::through(&[((1.0, 1.0), (2.0, 2.0)); 12]).is_none());
    }
}
