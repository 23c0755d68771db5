// Pictures and films with codes and bars on them, made here: PNG for a file, Y4M for Chromium's stand-in camera.

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { crc32, deflateSync } from "node:zlib";

const require = createRequire(join(dirname(fileURLToPath(import.meta.url)), "../../ui/package.json"));
const makeCode = require("qrcode-generator");

/** Grey values of a white picture with these codes side by side. */
function drawCodes(texts, { width, height, module }) {
  const grey = new Uint8Array(width * height).fill(255);
  let left = 10 * module;
  for (const text of texts) {
    const code = makeCode(0, "M");
    code.addData(text, "Byte");
    code.make();
    const side = code.getModuleCount();
    for (let row = 0; row < side * module; row++) {
      for (let column = 0; column < side * module; column++) {
        const isDark = code.isDark(Math.floor(row / module), Math.floor(column / module));
        if (isDark) grey[(row + 10 * module) * width + left + column] = 0;
      }
    }
    left += (side + 10) * module;
  }
  return grey;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** The bits of a digit in sets A, B and C of EAN-13, and which sets the left half is drawn in (ISO/IEC 15420). */
const SET_A = ["0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011"];
const setC = (digit) => [...SET_A[digit]].map((bit) => 1 - Number(bit)).join("");
const setB = (digit) => [...setC(digit)].reverse().join("");
const LEFT = ["AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB", "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA"];

/** Grey values of a box with the bars of a number in its middle. */
function drawBars(ean, { width, height, module, tall }) {
  const left = [...ean.slice(1, 7)].map((digit, place) => (LEFT[ean[0]][place] === "A" ? SET_A[digit] : setB(digit)));
  const bits = `101${left.join("")}01010${[...ean.slice(7)].map(setC).join("")}101`;
  const grey = new Uint8Array(width * height).fill(225);
  const [from, top] = [Math.floor((width - bits.length * module) / 2), Math.floor((height - tall) / 2)];
  for (let row = top; row < top + tall; row++) {
    for (let column = 0; column < bits.length * module; column++) {
      if (bits[Math.floor(column / module)] === "1") grey[row * width + from + column] = 30;
    }
  }
  return grey;
}

/** A PNG (ISO/IEC 15948) of codes: eight bits of grey. */
export function png(texts, { width = 1400, height = 700, module = 4 } = {}) {
  return greyPng(drawCodes(texts, { width, height, module }), width, height);
}

/** A PNG of a box's bars. */
export function barPng(ean, { width = 900, height = 500, module = 4, tall = 160 } = {}) {
  return greyPng(drawBars(ean, { width, height, module, tall }), width, height);
}

function greyPng(grey, width, height) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  const rows = Buffer.concat(Array.from({ length: height }, (_, row) => Buffer.concat([Buffer.from([0]), grey.subarray(row * width, (row + 1) * width)])));
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

/** A film of one still picture: Chromium plays it as its camera, over and over. */
export function film(texts, { width = 1280, height = 720, module = 4 } = {}) {
  return greyFilm(drawCodes(texts, { width, height, module }), width, height);
}

/** A film of a box's bars. */
export function barFilm(ean, { width = 1280, height = 720, module = 5, tall = 220 } = {}) {
  return greyFilm(drawBars(ean, { width, height, module, tall }), width, height);
}

function greyFilm(grey, width, height) {
  const frame = Buffer.concat([Buffer.from("FRAME\n"), grey, Buffer.alloc((width * height) / 2, 128)]);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`), frame, frame, frame]);
}
