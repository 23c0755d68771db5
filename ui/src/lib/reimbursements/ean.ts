/** The number on a box of medicine: EAN-13, 13 digits, the last a check digit (GS1 General Specifications, section 7.9). */

import { bare } from '$lib/parts/typed';

/** The check digit fits: from the left, weights one and three in turn, the sum ends on zero. */
export const fitsEan = (digits: readonly number[]): boolean =>
  digits.reduce((sum, digit, place) => sum + digit * (place % 2 === 1 ? 3 : 1), 0) % 10 === 0;

/** The number as typed or as read; `undefined` when it is none. */
export function readEan(typed: string): string | undefined {
  const digits = bare(typed);
  return /^\d{13}$/.test(digits) && fitsEan([...digits].map(Number)) ? digits : undefined;
}
