/** Frames of a camera and pictures, drawn for a reader of codes. */

/** Widest frame that is looked at, pixels: a code of 77 modules still has six pixels a module. */
const WIDEST = 1000;

/** A video's present frame, once there is one. */
export function takeFrame(video: HTMLVideoElement): HTMLCanvasElement | undefined {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) return undefined;
  return draw(video, video.videoWidth, video.videoHeight);
}

/** A canvas as a picture file. */
export function toPicture(canvas: HTMLCanvasElement, media = 'image/png', quality?: number): Promise<Blob | undefined> {
  return new Promise((resolve) => canvas.toBlob((picture) => resolve(picture ?? undefined), media, quality));
}

/** A picture on a white canvas, no wider than is useful; `fine` for eyes rather than for a reader of codes. */
export function draw(source: CanvasImageSource, width: number, height: number, widest = WIDEST, fine = false): HTMLCanvasElement {
  const scale = Math.min(1, widest / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (pen) {
    pen.fillStyle = 'white';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    if (fine) pen.imageSmoothingQuality = 'high';
    pen.drawImage(source, 0, 0, canvas.width, canvas.height);
  }
  return canvas;
}
