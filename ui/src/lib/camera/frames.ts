/** Frames of a camera and pictures, drawn for a reader of codes. */

/** Widest frame that is looked at, pixels: a code of 77 modules still has six pixels a module. */
const WIDEST = 1000;

/** A video's present frame, once there is one. */
export function takeFrame(video: HTMLVideoElement): HTMLCanvasElement | undefined {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) return undefined;
  return draw(video, video.videoWidth, video.videoHeight);
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
