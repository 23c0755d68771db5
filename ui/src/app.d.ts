// Types SvelteKit looks for.
import type { OpeningStep } from '$lib/account/opening.svelte';
import type { Checked } from '$lib/check/checked';

declare global {
  namespace App {
    interface PageState {
      /** The verdict the check page shows; going back leaves it. */
      checked?: Checked;
      /** A code another page brings to be checked: taken once. */
      code?: string;
      /** The step an account being opened stands at; going back leads to the one before. */
      opening?: OpeningStep;
      /** The question a form stands at; going back leads to the one before. */
      question?: string;
      /** The form came to that question from another: going back in history leads there. */
      walked?: boolean;
      /** The step of a recovery. */
      recovery?: 'link' | 'channel' | 'sent';
    }
  }
}

export {};
