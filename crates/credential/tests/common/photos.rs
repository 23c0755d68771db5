//! Photographs of codes as they are taken: askew, blurred, in bad light, several at once. Drawn here, the same every time.

#![allow(dead_code, clippy::unwrap_used, reason = "shared by a test and a measurement, each using a part")]

use image::{GrayImage, Luma, imageops};

const WIDTH: u32 = 1_280;
const HEIGHT: u32 = 960;
/// Modules of white around a code.
const QUIET: f32 = 4.0;

/// A photograph, and what stands in its codes.
pub struct Photo {
    pub name: String,
    pub texts: Vec<String>,
    pub luma: GrayImage,
}

/// How a code is held before the camera.
#[derive(Clone, Copy)]
struct Pose {
    /// Centre, pixels.
    at: (f32, f32),
    /// Size of a module, pixels.
    module: f32,
    /// Turn, degrees.
    turn: f32,
    /// How much smaller the far edge looks, 0 to 1.
    tilt: f32,
}

/// How good the camera and the light are.
#[derive(Clone, Copy)]
struct Light {
    /// Blur, pixels.
    blur: f32,
    /// Grey of the ink and of the paper.
    ink: f32,
    paper: f32,
    /// Noise, grey values.
    noise: f32,
    /// How much darker one side is, 0 to 1.
    shadow: f32,
}

const GOOD: Light = Light { blur: 0.6, ink: 30.0, paper: 225.0, noise: 4.0, shadow: 0.1 };

/// A row of numbers that look random (an LCG with the constants of Knuth's MMIX).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1_u64 << 24) as f32
    }
}

/// The whole set; `texts` are those of certificates, at least four.
pub fn photographs(texts: &[String]) -> Vec<Photo> {
    let pose = |module: f32, turn: f32, tilt: f32| Pose { at: (640.0, 480.0), module, turn, tilt };
    let mut photos = Vec::new();
    let mut one = |name: String, pose: Pose, light: Light| {
        let text = &texts[photos.len() % texts.len()];
        photos.push(photograph(name, &[(text, pose)], light));
    };
    for module in [2.4, 3.0, 4.0, 5.0, 7.0] {
        one(format!("straight, {module} px"), pose(module, 0.0, 0.0), GOOD);
    }
    for turn in [3.0, 11.0, 22.0, 45.0, 71.0, 90.0, 133.0, 180.0, 251.0, 317.0] {
        one(format!("turned by {turn}°"), pose(5.0, turn, 0.0), GOOD);
    }
    for (tilt, turn) in [(0.1, 0.0), (0.18, 8.0), (0.25, 0.0), (0.25, 40.0), (0.32, 15.0), (0.4, 0.0)] {
        one(format!("tilted by {tilt}, turned by {turn}°"), pose(6.0, turn, tilt), GOOD);
    }
    for blur in [1.0, 1.4, 1.8, 2.2, 2.6] {
        one(format!("blurred by {blur} px"), pose(5.0, 5.0, 0.05), Light { blur, ..GOOD });
    }
    for (ink, paper, noise) in
        [(40.0, 120.0, 6.0), (25.0, 75.0, 6.0), (18.0, 50.0, 5.0), (60.0, 110.0, 8.0), (15.0, 40.0, 4.0)]
    {
        one(
            format!("dark, {ink} on {paper}, noise {noise}"),
            pose(5.0, 7.0, 0.05),
            Light { ink, paper, noise, ..GOOD },
        );
    }
    for shadow in [0.4, 0.6, 0.75] {
        one(format!("half in shadow, {shadow}"), pose(5.0, 12.0, 0.05), Light { shadow, ..GOOD });
    }
    for noise in [15.0, 25.0, 35.0] {
        one(format!("noisy, {noise}"), pose(5.0, 4.0, 0.0), Light { noise, ..GOOD });
    }
    for (number, module) in [(2, 5.0), (3, 4.0), (4, 4.0), (4, 3.2), (2, 6.0)] {
        photos.push(several(number, module, texts));
    }
    photos
}

/// One code in the middle, or two side by side, held askew; `module` in pixels, `turn` in degrees, `tilt` 0 to 1.
pub fn askew(texts: &[&String], module: f32, turn: f32, tilt: f32) -> Photo {
    let places: &[(f32, f32)] =
        if texts.len() == 1 { &[(640.0, 480.0)] } else { &[(330.0, 480.0), (950.0, 480.0)] };
    let pose = |at: &(f32, f32)| Pose { at: *at, module, turn, tilt };
    let codes: Vec<(&String, Pose)> = texts.iter().copied().zip(places.iter().map(pose)).collect();
    photograph(
        format!("{} codes, {module} px, tilted by {tilt}, turned by {turn}°", texts.len()),
        &codes,
        GOOD,
    )
}

fn several(number: usize, module: f32, texts: &[String]) -> Photo {
    let places = [(330.0, 250.0), (950.0, 250.0), (330.0, 710.0), (950.0, 710.0)];
    let codes: Vec<(&String, Pose)> = (0..number)
        .map(|place| {
            (&texts[place], Pose { at: places[place], module, turn: 4.0 * place as f32, tilt: 0.04 })
        })
        .collect();
    photograph(format!("{number} codes, {module} px"), &codes, GOOD)
}

fn photograph(name: String, codes: &[(&String, Pose)], light: Light) -> Photo {
    let mut chance =
        Chance(name.bytes().fold(7, |sum: u64, byte| sum.wrapping_mul(31).wrapping_add(byte.into())));
    // A table, not white: what a camera sees around a paper.
    let table = light.paper * 0.55;
    let mut page = GrayImage::from_fn(WIDTH, HEIGHT, |x, y| {
        Luma([(table + 12.0 * ((x / 37 + y / 53) % 3) as f32 * light.paper / 255.0) as u8])
    });
    for (text, pose) in codes {
        print(&mut page, text, *pose, light);
    }
    let mut page = if light.blur > 0.0 { imageops::blur(&page, light.blur) } else { page };
    for (x, _, point) in page.enumerate_pixels_mut() {
        let shade = 1.0 - light.shadow * x as f32 / WIDTH as f32;
        let noise = light.noise * (chance.next() + chance.next() + chance.next() - 1.5);
        point.0[0] = (f32::from(point.0[0]) * shade + noise).clamp(0.0, 255.0) as u8;
    }
    Photo { name, texts: codes.iter().map(|(text, _)| (*text).clone()).collect(), luma: page }
}

/// Prints one code: every point is looked for on the paper, four times so that edges are soft.
fn print(page: &mut GrayImage, text: &str, pose: Pose, light: Light) {
    let code = qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::M).unwrap();
    let (side, colours) = (code.width(), code.to_colors());
    let (sin, cos) = pose.turn.to_radians().sin_cos();
    let half = side as f32 / 2.0 + QUIET;
    let reach = half * pose.module * 1.6;
    let ink_at = |x: f32, y: f32| -> Option<f32> {
        let (x, y) = ((x - pose.at.0) / pose.module, (y - pose.at.1) / pose.module);
        let (x, y) = (x * cos + y * sin, y * cos - x * sin);
        // Seen from an angle: what is further away is nearer together (a projection along y).
        let depth = 1.0 - pose.tilt * y / half;
        let (x, y) = (x / depth, y / depth);
        if x.abs() > half || y.abs() > half {
            return None;
        }
        let (column, row) = (x + side as f32 / 2.0, y + side as f32 / 2.0);
        let is_code = (0.0..side as f32).contains(&column) && (0.0..side as f32).contains(&row);
        let dark = is_code && colours[row as usize * side + column as usize] == qrcode::Color::Dark;
        Some(if dark { light.ink } else { light.paper })
    };
    let range = |centre: f32, most: u32| {
        let low = (centre - reach).max(0.0) as u32;
        low..((centre + reach) as u32).min(most)
    };
    for y in range(pose.at.1, HEIGHT) {
        for x in range(pose.at.0, WIDTH) {
            let dots = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)];
            let seen: Vec<f32> =
                dots.iter().filter_map(|(dx, dy)| ink_at(x as f32 + dx, y as f32 + dy)).collect();
            if seen.len() == dots.len() {
                page.put_pixel(x, y, Luma([(seen.iter().sum::<f32>() / 4.0) as u8]));
            }
        }
    }
}
