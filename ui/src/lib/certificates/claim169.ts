/** A certificate's other text: the same sealed bytes as other verifiers read them (MOSIP Claim 169: zlib, then base45). */

import { encodeBase45, pack } from '$lib/platform/pdf';
import { unpackDigits } from '$verifier/code';

/** The Claim 169 text of a printed code's text. The seal is not touched: it is over the bytes, not over how they are written. */
export async function toClaim169(qrText: string): Promise<string> {
  const digits = /#9(\d+)$/.exec(qrText)?.[1];
  if (digits === undefined) throw new TypeError('not the text of a printed code');
  return encodeBase45(await pack(await unpackDigits(digits)));
}
