/** Words of declared situations: total over the wire's names. */

import type { SituationView } from '$lib/bindings/SituationView';
import type { Key } from '$lib/words/words.svelte';

export const situationWords: Record<SituationView, Key> = {
  normal: 'sit_normal',
  left: 'sit_left',
  deceased: 'sit_deceased',
  maternity: 'sit_maternity',
  sickness: 'sit_sickness',
  work_accident: 'sit_work_accident',
  unpaid_leave: 'sit_unpaid_leave',
  kept_without_pay: 'sit_kept_without_pay',
  occupational_disease: 'sit_occupational_disease',
};
