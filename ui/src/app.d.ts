// Types SvelteKit looks for.
import type { Checked } from '$lib/check/checked';

declare global {
  namespace App {
    interface PageState {
      /** The verdict the check page shows; going back leaves it. */
      checked?: Checked;
    }
  }
}

export {};
