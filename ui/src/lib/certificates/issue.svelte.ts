/** Asking for a certificate: one at a time, its refusal kept for the screen to say. */

import type { CertificateKindView } from '$lib/bindings/CertificateKindView';
import { goto } from '$app/navigation';
import { platform } from '$lib/platform';
import { session } from '$lib/session.svelte';
import { type Refusal, toRefusal } from '$lib/words/errors';

export class Asking {
  working = $state(false);
  refusal = $state.raw<Refusal | undefined>();

  /** Asks, then shows what was issued. */
  async ask(kind: CertificateKindView): Promise<void> {
    if (this.working) return;
    this.working = true;
    this.refusal = undefined;
    try {
      const issued = await (await platform()).issue_certificate(kind);
      void session.certificates.refresh();
      await goto(`/certificates/${issued.id}`);
    } catch (failure) {
      this.refusal = toRefusal(failure);
      session.notice(this.refusal);
    } finally {
      this.working = false;
    }
  }
}
