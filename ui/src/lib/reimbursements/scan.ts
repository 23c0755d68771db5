/** The bar code in a picture: by the browser's own reader where it has one for EAN-13, else by ours, loaded when needed. */

import { findDetector } from '$lib/camera/detector';
import { readEan } from './ean';

/** The number of the one box in a picture; `undefined` when there is none, or more than one. */
export async function findBarcode(canvas: HTMLCanvasElement): Promise<string | undefined> {
  const native = await findDetector('ean_13');
  // One that is listed may still have no service behind it.
  const found = await native?.detect(canvas).catch(() => undefined);
  if (found === undefined) return readOurselves(canvas);
  const numbers = [...new Set(found.flatMap(({ rawValue }) => readEan(rawValue) ?? []))];
  return numbers.length === 1 ? numbers[0] : undefined;
}

async function readOurselves(canvas: HTMLCanvasElement): Promise<string | undefined> {
  const { readBars } = await import('./bars');
  const { width, height } = canvas;
  const pixels = canvas.getContext('2d')?.getImageData(0, 0, width, height).data;
  if (pixels === undefined) return undefined;
  // Green is most of what an eye calls bright, and red bars would be bright for a red light as well.
  const data = new Uint8Array(width * height);
  for (let at = 0; at < data.length; at++) data[at] = pixels[4 * at + 1] ?? 0;
  return readBars({ width, height, data });
}
