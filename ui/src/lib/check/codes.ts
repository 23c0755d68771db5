/** Finding the QR codes in a picture: the browser's own detector where there is one, else a decoder loaded when needed. */

import { findDetector } from '$lib/camera/detector';

/** Most codes that are looked for in one picture. */
const MOST_CODES = 8;

/** All the texts of codes in a picture. */
export async function findCodes(canvas: HTMLCanvasElement): Promise<string[]> {
  const native = await findDetector('qr_code');
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
