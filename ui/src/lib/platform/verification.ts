/** Checking in the browser, with the same code as the public page: nothing of what is checked leaves it. */

import { draw } from '$lib/camera/frames';
import { findCodes } from '$lib/check/codes';
import { decide } from '$lib/check/deciding';
import { Refusal } from '$lib/words/errors';
import { loadLists } from '$verifier/lists';
import { type OpenBundle, verifyWith } from '$verifier/verify';
import type { Judged } from './index';
import { findClaims } from './pdf';

/** Pictures are looked at small first, then larger: codes of phone photographs need both. */
const WIDTHS = [1000, 2400];
/** How long lists are used before they are asked for again, milliseconds. */
const FRESH = 10 * 60_000;

let held: { lists: OpenBundle; at: number } | undefined;

/** The fund's signed lists, as new as can be had; `undefined` when this browser never had any. */
async function findLists(): Promise<OpenBundle | undefined> {
  if (!held || Date.now() - held.at >= FRESH) await refreshTrust();
  return held?.lists;
}

export async function refreshTrust(): Promise<void> {
  const { open } = await loadLists();
  if (open) held = { lists: open, at: Date.now() };
}

export async function verifyText(text: string): Promise<Judged> {
  return verifyWith(text, await findLists(), Date.now());
}

export async function verifyImage(image: Blob): Promise<Judged> {
  const picture = await createImageBitmap(image).catch(() => {
    throw new Refusal({ code: 'nothing_to_check' });
  });
  for (const widest of WIDTHS) {
    const texts = await findCodes(draw(picture, picture.width, picture.height, widest));
    if (texts.length > 0) return verifyAll(texts);
  }
  return { verdict: 'not_a_certificate', reasons: ['no_code'] };
}

export async function verifyPdf(pdf: Blob): Promise<Judged> {
  const texts = await findClaims(new Uint8Array(await pdf.arrayBuffer()));
  if (texts.length === 0) return { verdict: 'not_a_certificate', reasons: ['pdf_without_claims'] };
  return { ...(await verifyAll(texts)), page_unchecked: true };
}

/** Each code's answer; the worst decides. */
async function verifyAll(texts: string[]): Promise<Judged> {
  return decide(await Promise.all(texts.map(verifyText)));
}
