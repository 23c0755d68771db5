/** Finding a code in a picture: the browser's own detector where there is one, else a decoder loaded when needed. */

interface Detector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}

declare global {
  // Not in TypeScript's DOM library: absent from some engines.
  var BarcodeDetector:
    | { new (options: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> }
    | undefined;
}

/** Widest frame that is looked at, pixels: a code of 77 modules still has six pixels a module. */
const WIDEST = 1000;
let detector: Promise<Detector | undefined> | undefined;

async function findDetector(): Promise<Detector | undefined> {
  const formats = (await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? [];
  return globalThis.BarcodeDetector && formats.includes('qr_code')
    ? new globalThis.BarcodeDetector({ formats: ['qr_code'] })
    : undefined;
}

/** A video's present frame, once there is one. */
export function takeFrame(video: HTMLVideoElement): HTMLCanvasElement | undefined {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) return undefined;
  return draw(video, video.videoWidth, video.videoHeight);
}

/** Most codes that are looked for in one picture. */
const MOST_CODES = 8;

/** All the texts of codes in a picture. */
export async function findCodes(canvas: HTMLCanvasElement): Promise<string[]> {
  detector ??= findDetector();
  const native = await detector;
  if (native) return [...new Set((await native.detect(canvas)).map((code) => code.rawValue))];
  const { default: decode } = await import('qr/decode.js');
  const { width, height } = canvas;
  const brush = canvas.getContext('2d');
  const found = new Set<string>();
  while (brush && found.size < MOST_CODES) {
    let corners: Corner[] = [];
    const { data } = brush.getImageData(0, 0, width, height);
    try {
      const text = decode({ width, height, data }, { pointsOnDetect: (points) => (corners = points.outline) });
      if (found.has(text) || corners.length === 0) return [...found.add(text)];
      found.add(text);
    } catch {
      break; // No code in this picture, or no more.
    }
    // The decoder gives one code at a time: what was read is painted over, and it looks again.
    paintOver(brush, corners);
  }
  return [...found];
}

interface Corner {
  x: number;
  y: number;
}

function paintOver(brush: CanvasRenderingContext2D, corners: Corner[]): void {
  brush.fillStyle = '#fff';
  brush.beginPath();
  for (const { x, y } of corners) brush.lineTo(x, y);
  brush.fill();
}

/** A canvas as a picture file. */
export function toPicture(canvas: HTMLCanvasElement): Promise<Blob | undefined> {
  return new Promise((resolve) => canvas.toBlob((picture) => resolve(picture ?? undefined), 'image/png'));
}

/** A picture on a canvas, no wider than is useful. */
export function draw(source: CanvasImageSource, width: number, height: number, widest = WIDEST): HTMLCanvasElement {
  const scale = Math.min(1, widest / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.getContext('2d', { willReadFrequently: true })?.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}
