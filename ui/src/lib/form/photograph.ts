/** Photographs, as they are kept and sent: as fine as a page needs to be read, so that a slow link carries them. */

import { draw, toPicture } from '$lib/camera/frames';

/** Longest side, pixels: a sheet of A4 at 250 points an inch. */
const SIDE = 3000;
/** A file of up to so many bytes goes as it is. */
const LIGHT = 1_500_000;
const QUALITY = 0.85;
/** What the fund reads everywhere; an iPhone's HEIC is drawn anew where the browser can, whatever its size. */
const COMMON = ['image/jpeg', 'image/png'];

/** A photograph drawn anew; a light one, a document, and what this browser cannot draw stay as they are, for the fund to judge. */
export async function lighten(file: File): Promise<File> {
  const isCommon = COMMON.includes(file.type);
  const isPicture = file.type.startsWith('image/') || /\.hei[cf]$/i.test(file.name);
  if (!isPicture || (isCommon && file.size <= LIGHT)) return file;
  const drawn = await redraw(file).catch(() => undefined);
  if (drawn?.type !== 'image/jpeg' || (isCommon && drawn.size >= file.size)) return file;
  return new File([drawn], `${file.name.replace(/\.[^.]*$/, '')}.jpg`, { type: drawn.type });
}

async function redraw(file: File): Promise<Blob | undefined> {
  const picture = await createImageBitmap(file);
  try {
    return await toPicture(draw(picture, picture.width, picture.height, SIDE, true), 'image/jpeg', QUALITY);
  } finally {
    picture.close();
  }
}
