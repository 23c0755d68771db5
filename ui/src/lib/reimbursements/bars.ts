/**
 * Reads EAN-13 bars in a grey picture (ISO/IEC 15420): straight lines across it at many heights and six angles, each cut
 * into dark and light runs by a threshold that follows the light, and the runs read by their ratios in both directions.
 * A number counts when several lines agree on it and none says another. Loaded only where a browser has no reader of its own.
 */

import { fitsEan } from './ean';

/** Brightness, row by row, 0 to 255. */
export interface Grey {
  width: number;
  height: number;
  data: ArrayLike<number>;
}

/** Widths of a digit's four runs in modules, as set A and set C draw it; set B has them backwards. */
const DIGITS = [3211, 2221, 2122, 1411, 1132, 1231, 1114, 1312, 1213, 3112].map((widths) => [...String(widths)].map(Number));
/** Which of the six digits at the left are of set B, as bits: they tell the first digit. */
const FIRST = [0, 11, 13, 14, 19, 25, 28, 21, 22, 26];
/** Runs of a whole number: guard 3, six digits, guard 5, six digits, guard 3; and the modules they span. */
const RUNS = 59;
const MODULES = 95;
/** Places of the guards' runs, each one module wide. */
const GUARDS = [0, 1, 2, 27, 28, 29, 30, 31, 56, 57, 58];
/** Light beside the bars, modules: the standard asks for 11 and 7, boxes leave less. */
const QUIET = 4;
/** How far a digit's runs may be from its drawing, all four together, and how much nearer than to any other; modules. */
const FAR = 1.5;
const NEARER = 0.35;
/** Lines at each angle; how many must agree. */
const LINES = 24;
const AGREE = 3;
/** Half the breadth of a line: across it, brightness is averaged; pixels. */
const BREADTH = 2;
/** How much of the difference to what lies so many pixels beside it a blurred line gets back. */
const SHARPER = 3;
const APART = 2;
/** Angles, the likeliest first; thirtieths of a half turn are a sixth each, so any box is at most 15° off one of them. */
const ANGLES = [0, 6, 1, 11, 5, 7, 2, 10, 3, 9, 4, 8].map((twelfth) => (twelfth * Math.PI) / 12);
/** How far the threshold looks to each side, as parts of a line: for bars that fill it, and for those far off. */
const REACH = [16, 48];

/** The digits of the one number in a picture; `undefined` when there is none, or when lines say different ones. */
export function readBars(grey: Grey): string | undefined {
  const votes = new Map<string, number>();
  for (const angle of ANGLES) {
    for (const line of linesOf(grey, angle)) {
      const reads = [line, sharpen(line)].flatMap((one) => REACH.map((part) => readLine(one, Math.max(4, Math.round(line.length / part)))));
      const read = new Set(reads.flat());
      for (const digits of read) votes.set(digits, (votes.get(digits) ?? 0) + 1);
    }
    const [[digits, count] = ['', 0]] = votes;
    if (votes.size > 1) return undefined;
    if (count >= AGREE) return digits;
  }
  return undefined;
}

/** Brightness along the lines of an angle that are long enough for a number, from one side of the picture to the other. */
function linesOf({ width, height, data }: Grey, angle: number): Float32Array[] {
  const [along, across] = [Math.cos(angle), Math.sin(angle)];
  const span = Math.abs(width * across) + Math.abs(height * along);
  const count = Math.min(LINES, Math.ceil(span / (BREADTH + 1)));
  const lines: Float32Array[] = [];
  for (let place = 0; place < count; place++) {
    const off = span * ((place + 0.5) / count - 0.5);
    const [x0, y0] = [width / 2 - off * across, height / 2 + off * along];
    const [fromX, toX] = within(x0, along, width);
    const [fromY, toY] = within(y0, across, height);
    const [from, to] = [Math.ceil(Math.max(fromX, fromY)), Math.floor(Math.min(toX, toY))];
    if (to - from < MODULES) continue;
    const line = new Float32Array(to - from);
    for (let at = from; at < to; at++) {
      let [sum, seen] = [0, 0];
      for (let beside = -BREADTH; beside <= BREADTH; beside++) {
        const x = Math.floor(x0 + at * along - beside * across);
        const y = Math.floor(y0 + at * across + beside * along);
        if (x < 0 || y < 0 || x >= width || y >= height) continue;
        sum += data[y * width + x] ?? 0;
        seen++;
      }
      line[at - from] = sum / (seen || 1);
    }
    lines.push(line);
  }
  return lines;
}

/** From where to where a line stays between nought and an end, when it starts at a place and goes on by so much a step. */
function within(start: number, step: number, end: number): [number, number] {
  if (Math.abs(step) < 1e-9) return start >= 0 && start < end ? [-Infinity, Infinity] : [0, 0];
  const [one, other] = [-start / step, (end - start) / step];
  return one < other ? [one, other] : [other, one];
}

/** The line as it was before a lens out of focus spread it, roughly: narrow bars stand out again. */
function sharpen(line: Float32Array): Float32Array {
  const near = (at: number) => line[Math.min(line.length - 1, Math.max(0, at))] ?? 0;
  return line.map((value, at) => value + SHARPER * (2 * value - near(at - APART) - near(at + APART)));
}

/** The numbers along a line, its threshold the mean of so many pixels to each side. */
function readLine(line: Float32Array, reach: number): string[] {
  const { runs, isDark } = cut(line, reach);
  const found: string[] = [];
  for (let at = isDark ? 2 : 1; at + RUNS < runs.length; at += 2) {
    const wanted = runs.subarray(at, at + RUNS);
    const digits = readRuns(wanted, runs[at - 1] ?? 0, runs[at + RUNS] ?? 0);
    if (digits !== undefined) found.push(digits);
  }
  return found;
}

/** Lengths of the light and dark runs, to parts of a pixel; whether the first is dark. */
function cut(line: Float32Array, reach: number): { runs: Float32Array; isDark: boolean } {
  const threshold = middles(line, reach);
  // What is nearer to the threshold than this is neither: paper has a grain.
  const least = Math.max(2, (Math.max(...line) - Math.min(...line)) / 16);
  const runs: number[] = [];
  let [state, start, crossing, before, isDark] = [0, 0, 0, 0, false];
  for (let at = 0; at < line.length; at++) {
    const now = (line[at] ?? 0) - (threshold[at] ?? 0);
    if (before * now < 0 || before === 0) crossing = at - now / (now - before || 1);
    if (Math.abs(now) > least && Math.sign(now) !== state) {
      if (state === 0) isDark = now < 0;
      else {
        runs.push(crossing - start);
        start = crossing;
      }
      state = Math.sign(now);
    }
    before = now;
  }
  runs.push(line.length - start);
  return { runs: Float32Array.from(runs), isDark };
}

/** Half way between the darkest and the lightest near each place: there an edge stands still however blurred it is. */
function middles(line: Float32Array, reach: number): Float32Array {
  const blocks = Array.from({ length: Math.ceil(line.length / reach) }, (_, at) => line.subarray(at * reach, (at + 1) * reach));
  const ends = blocks.map((block) => [Math.min(...block), Math.max(...block)] as const);
  const near = ends.map((_, at) => ends.slice(Math.max(0, at - 1), at + 2));
  const middle = near.map((some) => (Math.min(...some.map(([least]) => least)) + Math.max(...some.map(([, most]) => most))) / 2);
  return line.map((_, at) => {
    const place = Math.min(middle.length - 1, Math.max(0, at / reach - 0.5));
    const [from, part] = [Math.floor(place), place % 1];
    return (middle[from] ?? 0) * (1 - part) + (middle[from + 1] ?? 0) * part;
  });
}

/** The number of 59 runs that begin with a dark one, forwards or backwards, with the light beside them. */
function readRuns(runs: Float32Array, before: number, after: number): string | undefined {
  const module = runs.reduce((sum, run) => sum + run, 0) / MODULES;
  if (before < QUIET * module || after < QUIET * module) return undefined;
  // Ink runs, light shines over: dark runs are all too wide by the same, or too narrow. The guards tell by how much.
  const guard = (parity: number) => GUARDS.filter((place) => place % 2 === parity).map((place) => runs[place] ?? 0);
  const mean = (widths: number[]) => widths.reduce((sum, width) => sum + width, 0) / widths.length;
  const ink = (mean(guard(0)) - mean(guard(1))) / 2;
  const true_ = runs.map((run, place) => (place % 2 === 0 ? run - ink : run + ink));
  if (GUARDS.some((place) => Math.abs((true_[place] ?? 0) / module - 1) > 0.6)) return undefined;
  return readDigits(true_, module) ?? readDigits(true_.reverse(), module);
}

function readDigits(runs: Float32Array, module: number): string | undefined {
  const digits: number[] = [];
  let sets = 0;
  for (let place = 0; place < 12; place++) {
    const isLeft = place < 6;
    const at = isLeft ? 3 + 4 * place : 32 + 4 * (place - 6);
    const found = readDigit(runs.subarray(at, at + 4), module, isLeft);
    if (found === undefined) return undefined;
    digits.push(found % 10);
    if (isLeft) sets = 2 * sets + (found >= 10 ? 1 : 0);
  }
  const first = FIRST.indexOf(sets);
  if (first < 0 || !fitsEan([first, ...digits])) return undefined;
  return [first, ...digits].join('');
}

/** A digit by its four runs; ten more for set B, which stands at the left alone. */
function readDigit(runs: Float32Array, module: number, isLeft: boolean): number | undefined {
  const whole = runs.reduce((sum, run) => sum + run, 0);
  if (Math.abs(whole / module / 7 - 1) > 0.25) return undefined;
  let [best, second, digit] = [Infinity, Infinity, 0];
  for (let one = 0; one < (isLeft ? 20 : 10); one++) {
    const widths = DIGITS[one % 10] ?? [];
    const off = runs.reduce((sum, run, at) => sum + Math.abs((run * 7) / whole - (widths[one < 10 ? at : 3 - at] ?? 0)), 0);
    if (off < best) [second, best, digit] = [best, off, one];
    else if (off < second) second = off;
  }
  return best <= FAR && second - best >= NEARER ? digit : undefined;
}
