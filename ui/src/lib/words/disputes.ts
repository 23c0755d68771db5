/** Words of the fund's answers to a dispute, the same for its person and its officers. */

import type { DisputeAnswerView } from '$lib/bindings/DisputeAnswerView';
import type { Key } from './words.svelte';

/** What the fund answered to a dispute, and when. */
export const givenWords: Record<DisputeAnswerView, Key> = {
  stands: 'dp_ans_stands',
  employer_asked: 'dp_ans_employer_asked',
  corrected: 'dp_ans_corrected',
};
