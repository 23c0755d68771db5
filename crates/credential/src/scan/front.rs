//! Pictures for a third look: codes held askew, as they would look from the front. The three corner patterns of a code
//! tell how it is held: their twelve corners lie at known places of the code, whatever its size.

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
        // What is no number is the worst of all: `f64::max` would pass it over.
        let worse = |worst: f64, off: f64| if off > worst || off.is_nan() { off } else { worst };
        pairs.iter().map(off).fold(0.0, worse)
    }
}

/// Solves eight equations (Gauss, with the largest pivot).
fn solve(mut lines: [[f64; 9]; 8]) -> Option<[f64; 8]> {
    for step in 0..8 {
        let best = (step..8).max_by(|a, b| lines[*a][step].abs().total_cmp(&lines[*b][step].abs()))?;
        lines.swap(step, best);
        let pivot = lines[step];
        // The largest by total order: one that is no number comes first, and is none to divide by.
        if pivot[step].is_nan() || pivot[step].abs() < 1e-9 {
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
    solution.iter().all(|value| value.is_finite()).then_some(solution)
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
        Self { middle: place(pattern.p), turns, size: f64::from(pattern.size) }.somewhere()
    }

    /// One that lies somewhere and is larger than nothing: sizes and places are divided by.
    fn somewhere(self) -> Option<Self> {
        let is_place = |(x, y): &(f64, f64)| x.is_finite() && y.is_finite();
        let lies = is_place(&self.middle) && self.turns.iter().all(is_place);
        (lies && self.size.is_finite() && self.size >= 1.0).then_some(self)
    }
}

/// A way to see a code in three corner patterns.
struct Fit {
    /// How far its worst corner is off, modules.
    off: f64,
    /// Which patterns it takes for the corners.
    corners: [usize; 3],
    modules: usize,
    view: View,
}

/// The codes of a picture as they would look from the front, the easiest to tell first. A corner pattern belongs to one.
pub fn views(picture: &Picture<'_>, ink: &BitMatrix) -> Vec<(Vec<u8>, u32, u32)> {
    let mut patterns = FindFinderPatterns(ink, true, 1);
    patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.size));
    let corners: Vec<Corner> =
        patterns.into_iter().take(PATTERNS).filter_map(|pattern| Corner::find(ink, pattern)).collect();
    fits(&corners).into_iter().map(|fit| drawn(picture, &fit.view, fit.modules)).collect()
}

/// The best ways to see codes in these corners, none of which shares a corner with a better one.
fn fits(corners: &[Corner]) -> Vec<Fit> {
    let mut all: Vec<Fit> = triples(corners)
        .into_iter()
        .flat_map(|triple| SIZES.filter_map(move |version| fit(corners, triple, 17 + 4 * version)))
        .filter(|fit| fit.off < MOST_OFF)
        .collect();
    all.sort_by(|one, other| one.off.total_cmp(&other.off));
    let mut best: Vec<Fit> = Vec::new();
    for fit in all {
        let shares = |better: &Fit| better.corners.iter().any(|corner| fit.corners.contains(corner));
        if !best.iter().any(shares) {
            best.push(fit);
        }
    }
    best
}

fn fit(corners: &[Corner], triple: [usize; 3], modules: usize) -> Option<Fit> {
    let three = triple.map(|at| &corners[at]);
    let pairs = pairs(&three, (modules - 7) as f64);
    let view = View::through(&pairs)?;
    let module = three.iter().map(|corner| corner.size).fold(0.0, f64::max) / 7.0;
    Some(Fit { off: view.worst(&pairs) / module, corners: triple, modules, view })
}

/// All ways in which three patterns may be the top left, top right and bottom left one of a code that is not mirrored.
fn triples(corners: &[Corner]) -> Vec<[usize; 3]> {
    let turns_right = |[top_left, top_right, bottom_left]: [usize; 3]| {
        let [from, right, low] = [top_left, top_right, bottom_left].map(|at| corners[at].middle);
        let (across, down) = ((right.0 - from.0, right.1 - from.1), (low.0 - from.0, low.1 - from.1));
        across.0 * down.1 - across.1 * down.0 > 0.0
    };
    let all = 0..corners.len();
    let pairs = all.clone().flat_map(|one| all.clone().map(move |other| (one, other)));
    pairs
        .flat_map(|(one, other)| all.clone().map(move |third| [one, other, third]))
        .filter(|triple| turns_right(*triple))
        .collect()
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

    /// Twelve corners, and where they lie askew.
    fn seen() -> Vec<Pair> {
        let starts = [(0.0, 0.0), (62.0, 0.0), (0.0, 62.0)];
        let places =
            starts.iter().flat_map(|start| RING.iter().map(move |ring| (start.0 + ring.0, start.1 + ring.1)));
        places.map(|place| (place, ASKEW.of(place))).collect()
    }

    #[test]
    fn a_view_is_found_again_from_twelve_corners() {
        let pairs = seen();
        let found = View::through(&pairs).unwrap();
        assert!(found.worst(&pairs) < 1e-6);
        let far = ((found.of((69.0, 69.0)).0 - ASKEW.of((69.0, 69.0)).0).abs(), found.worst(&pairs));
        assert!(far.0 < 1e-3, "{far:?}");
    }

    #[test]
    fn points_that_lie_together_are_no_view() {
        assert!(View::through(&[((1.0, 1.0), (2.0, 2.0)); 12]).is_none());
    }

    #[test]
    fn points_that_lie_nowhere_are_no_view_and_as_far_off_as_can_be() {
        for nowhere in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let mut pairs = seen();
            pairs[5].1.0 = nowhere;
            assert!(View::through(&pairs).is_none(), "{nowhere}");
            let off = ASKEW.worst(&pairs);
            assert!(off.is_nan() || off == f64::INFINITY, "{nowhere}: {off}");
        }
        // The place where the view has no depth lies nowhere as well.
        let edge = View([1.0, 0.0, 0.0, 0.0, 1.0, 0.0, -0.5, 0.0]);
        assert!(edge.worst(&[((1.0, 1.0), (2.0, 2.0)), ((2.0, 0.0), (0.0, 0.0))]).is_infinite());
        assert!(edge.worst(&[((2.0, 0.0), (f64::INFINITY, 0.0)), ((0.0, 0.0), (0.0, 0.0))]).is_nan());
    }

    #[test]
    fn a_corner_without_a_size_or_a_place_is_none() {
        let corner = |middle, size| Corner { middle, turns: [(3.0, 3.0); 4], size };
        assert!(corner((3.0, 3.0), 7.0).somewhere().is_some());
        for (middle, size) in [
            ((3.0, 3.0), 0.0),
            ((3.0, 3.0), -7.0),
            ((3.0, 3.0), f64::NAN),
            ((3.0, 3.0), f64::INFINITY),
            ((f64::NAN, 3.0), 7.0),
            ((3.0, f64::INFINITY), 7.0),
        ] {
            assert!(corner(middle, size).somewhere().is_none(), "{middle:?} {size}");
        }
        let turned = Corner { middle: (3.0, 3.0), turns: [(3.0, f64::NAN); 4], size: 7.0 };
        assert!(turned.somewhere().is_none());
    }
}
