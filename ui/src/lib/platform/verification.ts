/** Checking in the browser, with the same code as the public page: nothing of what is checked leaves it. */

import { draw, findCodes } from '$lib/check/frames';
import { Refusal } from '$lib/words/errors';
import { verifyWith } from '$verifier/verify';
import type { Judged } from './index';
import { findLists, refreshLists } from './lists';
import { findClaims } from './pdf';

/** Pictures are looked at small first, then larger: codes of phone photographs need both. */
const WIDTHS = [1000, 2400];

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

export const refreshTrust = refreshLists;

/** The answer for the first code that is a certificate; else for the first. */
async function verifyAll(texts: string[]): Promise<Judged> {
  const answers = await Promise.all(texts.map(verifyText));
  const [first] = answers;
  const found = answers.find((answer) => answer.verdict !== 'not_a_certificate') ?? first;
  return found ?? { verdict: 'not_a_certificate', reasons: ['no_code'] };
}
