/** Finding an office by what a person types of their town. */

import type { OfficeView } from '$lib/bindings/OfficeView';

/** Offices whose name or address holds what was typed, in any of the three languages; accents and case do not count. */
export function findOffices(offices: readonly OfficeView[], typed: string): OfficeView[] {
  const wanted = bare(typed.trim());
  return offices.filter(({ name, address }) => [name, address].some((text) => Object.values(text).some((one) => bare(one).includes(wanted))));
}

/** Without case, accents and the hamzas people leave out. */
function bare(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[أإآ]/g, 'ا')
    .toLowerCase();
}
