/** The link to check, out and back. */

import { expect, test } from 'vitest';
import { referenceLink } from '$lib/certificates/link';
import { readReference } from '$lib/check/referenced';

const ID = '00ff11ee22dd33cc44bb55aa66998877';

test('a link leads back to its reference, which stands after the hash only', () => {
  const link = new URL(referenceLink('https://portail.example/', ID));
  expect(link.pathname).toBe('/reference');
  expect(link.href.split('#')[0]).not.toContain(ID);
  expect(readReference(link.hash)).toBe(ID);
});

test('what is no reference is none', () => {
  for (const text of ['', '#', '#EM-7K4M-29QX-81TN', `#${ID}0`, '#190000010']) expect(readReference(text)).toBeUndefined();
});
