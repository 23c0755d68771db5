/** Words of rooms that few enter, each in a catalogue of its own: who does not go there does not load it. */

import type { Shelf } from './words.svelte';

/** The officers' console. */
export const office: Shelf = {
  ar: () => import('$messages/office/ar.json'),
  fr: () => import('$messages/office/fr.json'),
  en: () => import('$messages/office/en.json'),
};

/** The pension: simulated, asked for, decided. */
export const pension: Shelf = {
  ar: () => import('$messages/pension/ar.json'),
  fr: () => import('$messages/pension/fr.json'),
  en: () => import('$messages/pension/en.json'),
};
