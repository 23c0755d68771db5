/** Where a document went, in a sentence. */

import { t } from './words.svelte';

/** A path reads from left to right in an Arabic sentence, too: isolated, it keeps its first slash before it (UAX #9 §2.4). */
export const sayWhere = (place: string | undefined): string =>
  place === undefined ? t('done_saved_browser') : t('done_saved', { place: `\u2066${place}\u2069` });
