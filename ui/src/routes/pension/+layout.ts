// The room's words are there before any of its screens is drawn.
import { pension } from '$lib/words/shelves';
import { words } from '$lib/words/words.svelte';

export const load = () => words.also(pension);
