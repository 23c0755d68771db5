// What journeys through the forms share: the demonstration's officers, its people, papers and pictures, typing a day, going on.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";

export const data = process.env.DAMANE_DATA ?? join(import.meta.dirname, "../../data");
export const damane = process.env.DAMANE_BIN ?? join(import.meta.dirname, "../../target/debug/damane");

/** What the demonstration's two officers decide of a claim. */
export function decide(claim, ...decision) {
  execFileSync(damane, ["demo", "decide", claim, "--data", data, ...decision], { stdio: ["ignore", "ignore", "inherit"] });
}

/** People of the demonstration who are employed, so that their rights are open. */
export const employed = [...readFileSync(join(data, "demo.toml"), "utf8").matchAll(/registration_number = "(\d+)"\nname = ".*"\nstory = "employed/g)].map((found) => found[1]);

function crc(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xed_b8_83_20 : sum >>> 1;
  }
  return ~sum >>> 0;
}

/** A picture, of so many pixels a side, of which no two rows are alike: it stays as large as it is. */
export function photo(name, side) {
  let seed = side;
  return png(name, side, () => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) >>> 24);
}

/** A sheet of paper with a heading and lines, photographed. */
export function sheet(name, side = 640) {
  const [edge, row] = [side / 10, side / 20];
  const isInk = (x, y) => x > edge && y > edge && y % row < (y < 3 * edge ? row / 2 : 2) && x < (y < 3 * edge ? side / 2 : side - edge - ((y * 7) % side) / 3);
  return png(name, side, (x, y) => (isInk(x, y) ? 70 : 246));
}

/** A square picture; `shade` gives each of the three colours of a place. */
function png(name, side, shade) {
  const chunk = (type, body) => {
    const typed = Buffer.concat([Buffer.from(type), body]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(body.length);
    sum.writeUInt32BE(crc(typed));
    return Buffer.concat([length, typed, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2], 8);
  const row = (y) => Buffer.from([0, ...Array.from({ length: 3 * side }, (_, at) => shade(Math.floor(at / 3), y))]);
  const rows = Buffer.concat(Array.from({ length: side }, (_, y) => row(y)));
  const parts = [Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return { name, mimeType: "image/png", buffer: Buffer.concat(parts) };
}

/** A camera's photograph, drawn in the page: held askew by a quarter, with the place where it was taken in it. */
export async function camera(page, name, width, height) {
  const drawn = await page.evaluate(
    async ([width, height]) => {
      const canvas = Object.assign(document.createElement("canvas"), { width, height });
      const pen = canvas.getContext("2d");
      const grain = pen.createImageData(width, height);
      for (let at = 0, seed = 1; at < grain.data.length; at++) {
        seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
        grain.data[at] = at % 4 === 3 ? 255 : 150 + (seed >>> 26);
      }
      pen.putImageData(grain, 0, 0);
      return canvas.toDataURL("image/jpeg", 0.97).split(",")[1];
    },
    [width, height],
  );
  const picture = Buffer.from(drawn, "base64");
  // Exif (TIFF, little-endian): orientation 6, and a GPS directory that says North.
  const entry = (tag, type, count, value) => [tag & 255, tag >> 8, type, 0, count, 0, 0, 0, ...value];
  const main = [2, 0, ...entry(0x01_12, 3, 1, [6, 0, 0, 0]), ...entry(0x88_25, 4, 1, [38, 0, 0, 0]), 0, 0, 0, 0];
  const place = [1, 0, ...entry(1, 2, 2, [0x4e, 0, 0, 0]), 0, 0, 0, 0];
  const exif = Buffer.from([...Buffer.from("Exif\0\0II*\0\b\0\0\0", "latin1"), ...main, ...place]);
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, exif.length + 2]), exif]);
  return { name, mimeType: "image/jpeg", buffer: Buffer.concat([picture.subarray(0, 2), segment, picture.subarray(2)]) };
}

/** A JPEG's width and height, from its frame's head. */
export function sidesOf(jpeg) {
  let at = 2;
  while (jpeg[at + 1] < 0xc0 || jpeg[at + 1] > 0xc3) at += 2 + jpeg.readUInt16BE(at + 2);
  return [jpeg.readUInt16BE(at + 7), jpeg.readUInt16BE(at + 5)];
}

/** A PDF of one page that says its name. */
export function pdf(name) {
  const drawn = `BT /F1 28 Tf 60 700 Td (${name}) Tj ET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${drawn.length} >>\nstream\n${drawn}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let text = "%PDF-1.7\n";
  const places = objects.map((object, at) => {
    const place = text.length;
    text += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return String(place).padStart(10, "0");
  });
  const start = text.length;
  text += `xref\n0 6\n0000000000 65535 f \n${places.map((place) => `${place} 00000 n \n`).join("")}`;
  text += `trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return { name, mimeType: "application/pdf", buffer: Buffer.from(text, "latin1") };
}

export const daysAgo = (days) => new Date(Date.now() - days * 86_400_000);

export async function typeDay(page, id, at) {
  await page.getByTestId(id).fill(String(at.getUTCDate()));
  await page.getByTestId(`${id}-m`).fill(String(at.getUTCMonth() + 1));
  await page.getByTestId(`${id}-y`).fill(String(at.getUTCFullYear()));
}

/** Presses the button below, once what was typed is taken in. */
export const press = (page) => page.locator('[data-testid="form-next"][aria-disabled="false"]').click();

/** On to another question. */
export async function next(page, step) {
  await press(page);
  await page.locator(`[data-step="${step}"]`).waitFor();
}
