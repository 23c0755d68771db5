// Bar codes of medicines: the number, the reader of bars on drawn boxes, and what becomes of it in a claim.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Grey, readBars } from '$lib/reimbursements/bars';
import { readEan } from '$lib/reimbursements/ean';
import { barcodeOf, emptyForm, emptyLine, faultsOfLine, toRequest } from '$lib/reimbursements/form';
import { type Drawing, chance, completeEan, drawEan, randomEan } from './bars';

const MINUTE = 60_000;

describe('the number', () => {
  test('is read as it is printed and typed', () => {
    for (const typed of ['6111259930018', '6 111259 930018', '٦١١١٢٥٩٩٣٠٠١٨', ' 6111259-930018']) expect(readEan(typed), typed).toBe('6111259930018');
  });

  test('is none with another length, another sign or a wrong check digit', () => {
    for (const typed of ['', '96385074', '16111259930014', '6111259930017', '61112599300l7']) expect(readEan(typed), typed).toBeUndefined();
  });
});

/** How many of so many drawn numbers are read; a wrong one fails at once. */
function countRead(drawing: Drawing, count = 5): number {
  const random = chance(41);
  let good = 0;
  for (let place = 0; place < count; place++) {
    const ean = randomEan(random);
    const read = readBars(drawEan(ean, { ...drawing, seed: place + 1 }));
    if (read !== undefined) expect(read).toBe(ean);
    if (read === ean) good++;
  }
  return good;
}

describe('the reader of bars', { timeout: 2 * MINUTE }, () => {
  test.each<[string, Drawing]>([
    ['straight', {}],
    ['upside down', { turned: 180 }],
    ['skewed by 15°', { turned: 15 }],
    ['skewed by 15° the other way', { turned: -15 }],
    ['skewed by 8° and upside down', { turned: 188 }],
    ['low bars, skewed by 15°', { turned: 15, tall: 26 }],
    ['standing on its side', { turned: 90, height: 400 }],
    ['across a corner', { turned: 45, height: 400 }],
    ['a little out of focus', { blur: 1.5 }],
    ['noisy', { noise: 30 }],
    ['pale', { dark: 120, light: 140 }],
    ['pale and noisy', { dark: 120, light: 150, noise: 4 }],
    ['in a falling shade', { shade: 120 }],
    ['printed too fat', { ink: 0.35 }],
    ['printed too thin', { ink: -0.2 }],
    ['two pixels a module', { module: 2 }],
    ['small in a wide picture', { width: 640, height: 360, module: 2.5 }],
    ['small, skewed, soft and noisy', { width: 640, height: 360, module: 3, turned: 12, blur: 1, noise: 10 }],
  ])('reads a box that is %s', (_, drawing) => {
    expect(countRead(drawing)).toBe(5);
  });

  test('reads most boxes that are well out of focus, and none wrongly', () => {
    expect(countRead({ blur: 2.6, module: 4, width: 500 })).toBeGreaterThanOrEqual(3);
  });

  test('reads every first digit: the six sets of the left half', () => {
    for (let first = 0; first < 10; first++) {
      const ean = completeEan(`${first}12345678901`);
      expect(readBars(drawEan(ean)), ean).toBe(ean);
    }
  });

  test('says nothing of two boxes at once', () => {
    const [one, other] = ['611125993001', '611800012345'].map((twelve) => drawEan(completeEan(twelve), { height: 100 }));
    const data = [...Array.from(one?.data ?? []), ...Array.from(other?.data ?? [])];
    expect(readBars({ width: 400, height: 200, data })).toBeUndefined();
    expect(readBars({ width: 400, height: 100, data: data.slice(0, 40_000) })).toBe(completeEan('611125993001'));
  });
});

/** Pictures without a number: grain, stripes of whole modules, steps, waves. */
function drawNothing(random: () => number, kind: number): Grey {
  const [width, height] = [200, 20];
  const data = new Uint8Array(width * height);
  const row = new Uint8Array(width);
  const unit = 1 + Math.floor(random() * 2);
  for (let x = 0, dark = random() < 0.5; x < width; dark = !dark) {
    for (const end = x + unit * (1 + Math.floor(random() * 4)); x < Math.min(end, width); x++) row[x] = dark ? 20 : 235;
    if (x >= width) break;
  }
  const wave = 0.05 + random();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const place = y * width + x;
      if (kind === 0) data[place] = random() * 256;
      else if (kind === 1) data[place] = row[x] ?? 0;
      else if (kind === 2) data[place] = (row[x] ?? 0) * 0.8 + random() * 40;
      else data[place] = 128 + 120 * Math.sin(wave * x + y / 9);
    }
  }
  return { width, height, data };
}

describe('what is no whole bar code', { timeout: 5 * MINUTE }, () => {
  test('10,000 pictures of noise give nothing', () => {
    const random = chance(2026);
    const read = Array.from({ length: 10_000 }, (_, place) => readBars(drawNothing(random, place % 4))).filter(Boolean);
    expect(read).toEqual([]);
  });

  test('stripes drawn as a number with a wrong check digit, or of another kind, give nothing', () => {
    for (let digit = 0; digit < 10; digit++) {
      const ean = `611125993001${digit}`;
      expect(readBars(drawEan(ean)), ean).toBe(digit === 8 ? ean : undefined);
    }
  });

  test('600 damaged boxes give the right digits or none', () => {
    const random = chance(13);
    let good = 0;
    for (let place = 0; place < 600; place++) {
      const ean = randomEan(random);
      const [x0, y0] = [random() * 95 - 47.5, random() * 20 - 10];
      const [broad, high] = [0.5 + random() * 14, place % 3 === 0 ? 100 : 2 + random() * 16];
      const [lean, grey] = [random() - 0.5, [0, 20, 128, 235, 255][place % 5] ?? 0];
      const over = (x: number, y: number) => (Math.abs(x - x0 - lean * y) < broad / 2 && Math.abs(y - y0) < high / 2 ? grey : undefined);
      const read = readBars(drawEan(ean, { width: 240, height: 70, module: 2, tall: 24, over, seed: place, noise: place % 2 === 0 ? 0 : 12 }));
      if (read !== undefined) expect(read, `damage ${place}`).toBe(ean);
      if (read === ean) good++;
    }
    expect(good, 'a scratch that leaves some lines whole does no harm').toBeGreaterThan(200);
  });
});

/** A portable grey map (netpbm), which zbar reads. */
const toPgm = ({ width, height, data }: Grey) => Buffer.concat([Buffer.from(`P5 ${width} ${height} 255\n`), Buffer.from(Uint8Array.from(data))]);
const hasZbar = spawnSync('zbarimg', ['--version']).status === 0;

test.skipIf(!hasZbar)('zbar never reads another number where both read one, and ours reads no fewer', { timeout: 2 * MINUTE }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'damane-bars-'));
  const random = chance(99);
  const counts = { ours: 0, zbar: 0 };
  const drawn = Array.from({ length: 24 }, (_, place) => {
    const ean = randomEan(random);
    const drawing = { turned: random() * 30 - 15, blur: random() * 2, noise: random() * 25, dark: 20 + random() * 120, module: 2 + random() * 1.5, seed: place, height: 240, width: 440 };
    return { ean, grey: drawEan(ean, drawing), path: join(folder, `${place}.pgm`) };
  });
  for (const { grey, path } of drawn) writeFileSync(path, toPgm(grey));
  const said = drawn.map(({ path }) => spawnSync('zbarimg', ['--quiet', '--raw', '-Sdisable', '-Sean13.enable', path], { encoding: 'utf8' }).stdout.trim());
  rmSync(folder, { recursive: true });
  for (const [place, { ean, grey }] of drawn.entries()) {
    const ours = readBars(grey);
    if (ours !== undefined) expect(ours).toBe(ean);
    if (ours === ean) counts.ours++;
    if (said[place] === ean) counts.zbar++;
  }
  expect(counts.zbar, 'zbar reads what is drawn here').toBeGreaterThan(5);
  expect(counts.ours, JSON.stringify(counts)).toBeGreaterThanOrEqual(counts.zbar);
});

describe('a line of a claim', () => {
  const day = { d: '20', m: '11', y: '2026' };
  const line = { ...emptyLine(day), act: 'medicine' as const, label: 'amoxicillin', paid: '112,60', barcode: '6 111259 930018' };
  const faults = (changed: object) => faultsOfLine(emptyForm(), { ...line, ...changed }, '2026-11-28').map(({ id, key }) => [id, key]);

  test('carries the bar code of a medicine, and a visit carries none', () => {
    expect(faults({})).toEqual([]);
    const request = toRequest({ ...emptyForm(), lines: [line, { ...line, act: 'gp_visit' }, { ...line, barcode: undefined }] }, []);
    expect(request.lines.map(({ barcode }) => barcode)).toEqual(['6111259930018', undefined, undefined]);
    expect(request.lines.map((one) => 'barcode' in one)).toEqual([true, false, false]);
  });

  test('may be without one, and names the field where it is none', () => {
    expect(faults({ barcode: '' })).toEqual([]);
    expect(faults({ barcode: undefined })).toEqual([]);
    for (const barcode of ['96385074', '16111259930014', '6111259930017']) expect(faults({ barcode })).toEqual([['barcode', 'rb_barcode_bad']]);
    expect(faults({ act: 'gp_visit', barcode: '12' }), 'what stands there no more does no harm').toEqual([]);
    expect(barcodeOf({ ...line, act: 'gp_visit' })).toBeUndefined();
  });
});
