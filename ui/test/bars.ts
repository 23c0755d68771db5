/** Bar codes drawn for tests: from above, at any angle, blurred, noisy, pale, damaged. */

import type { Grey } from '$lib/reimbursements/bars';

const A = ['0001101', '0011001', '0010011', '0111101', '0100011', '0110001', '0101111', '0111011', '0110111', '0001011'];
const PARITY = ['AAAAAA', 'AABABB', 'AABBAB', 'AABBBA', 'ABAABB', 'ABBAAB', 'ABBBAA', 'ABABAB', 'ABABBA', 'ABBABA'];

/** Chance that repeats itself (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function completeEan(twelve: string): string {
  const sum = [...twelve].reduce((all, digit, place) => all + Number(digit) * (place % 2 === 1 ? 3 : 1), 0);
  return twelve + ((10 - (sum % 10)) % 10);
}

export const randomEan = (random: () => number): string => completeEan(Array.from({ length: 12 }, () => Math.floor(random() * 10)).join(''));

/** The 95 modules of a number, `1` dark: the tables of ISO/IEC 15420, written out and not derived as the reader's are. */
export function modulesOf(ean: string): string {
  const flip = (bits: string) => [...bits].map((bit) => (bit === '1' ? '0' : '1')).join('');
  const left = [...ean.slice(1, 7)].map((digit, place) => {
    const bits = A[Number(digit)] ?? '';
    return PARITY[Number(ean[0])]?.[place] === 'A' ? bits : [...flip(bits)].reverse().join('');
  });
  const right = [...ean.slice(7)].map((digit) => flip(A[Number(digit)] ?? ''));
  return `101${left.join('')}01010${right.join('')}101`;
}

export interface Drawing {
  width?: number;
  height?: number;
  /** Pixels a module. */
  module?: number;
  /** Height of the bars, modules. */
  tall?: number;
  /** Turned by, degrees. */
  turned?: number;
  /** Radius of a blur, pixels. */
  blur?: number;
  /** Deviation of noise, grey values. */
  noise?: number;
  dark?: number;
  light?: number;
  /** Light falls off from one side to the other, by so many grey values. */
  shade?: number;
  /** Dark modules are wider than drawn, by so much of a module. */
  ink?: number;
  seed?: number;
  /** Paints over the drawing, in modules from its middle; a grey value, or nothing. */
  over?: (x: number, y: number) => number | undefined;
}

/** A picture of a number, four samples a pixel. */
export function drawEan(ean: string, drawing: Drawing = {}): Grey {
  const { width = 400, height = 200, module = 3, tall = 40, turned = 0, blur = 0, noise = 0, dark = 20, light = 235, shade = 0, ink = 0, seed = 1, over } = drawing;
  const bits = modulesOf(ean);
  const [cos, sin] = [Math.cos((turned * Math.PI) / 180), Math.sin((turned * Math.PI) / 180)];
  const sample = (px: number, py: number): number => {
    const [dx, dy] = [px - width / 2, py - height / 2];
    const [x, y] = [(dx * cos + dy * sin) / module, (dy * cos - dx * sin) / module];
    const painted = over?.(x, y);
    if (painted !== undefined) return painted;
    if (Math.abs(y) > tall / 2) return light;
    const at = x + 47.5;
    const isDark = bits[Math.floor(at - ink / 2)] === '1' || bits[Math.floor(at + ink / 2)] === '1';
    return isDark ? dark : light;
  };
  const plain = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (const [ox, oy] of [[0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]] as const) sum += sample(x + ox, y + oy);
      plain[y * width + x] = sum / 4 - (shade * x) / width;
    }
  }
  const soft = blur > 0 ? blurred(plain, width, height, blur) : plain;
  const random = chance(seed);
  const grain = () => (random() + random() + random() + random() - 2) * Math.sqrt(3) * noise;
  return { width, height, data: Uint8ClampedArray.from(soft, (value) => value + (noise > 0 ? grain() : 0)) };
}

/** Gaussian, one direction after the other. */
function blurred(data: Float32Array, width: number, height: number, radius: number): Float32Array {
  const reach = Math.ceil(3 * radius);
  const kernel = Float32Array.from({ length: 2 * reach + 1 }, (_, at) => Math.exp(-((at - reach) ** 2) / (2 * radius ** 2)));
  const whole = kernel.reduce((sum, weight) => sum + weight, 0);
  const pass = (from: Float32Array, step: number, length: number, other: number, count: number) => {
    const to = new Float32Array(from.length);
    for (let line = 0; line < count; line++) {
      for (let place = 0; place < length; place++) {
        let sum = 0;
        for (let at = -reach; at <= reach; at++) {
          const wanted = Math.min(length - 1, Math.max(0, place + at));
          sum += (kernel[at + reach] ?? 0) * (from[line * other + wanted * step] ?? 0);
        }
        to[line * other + place * step] = sum / whole;
      }
    }
    return to;
  };
  return pass(pass(data, 1, width, width, height), width, height, 1, width);
}
