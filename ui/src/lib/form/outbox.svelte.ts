/** What this device keeps of forms: what is being filled in, what waits to be sent, what was sent. Sends when it can. */

import { goto } from '$app/navigation';
import type { DraftView } from '$lib/bindings/DraftView';
import { platform } from '$lib/platform';
import { session } from '$lib/session.svelte';
import { type Refusal, toRefusal } from '$lib/words/errors';

/** How often what waits is tried again, milliseconds. */
const AGAIN = 15_000;
/** How often the screen looks how far it has come, milliseconds. */
const LOOK = 700;

class Outbox {
  drafts = $state.raw<DraftView[]>([]);
  sending = $state(false);
  /** The session was over when it was tried last: what waits goes once somebody has signed in again. */
  ended = $state(false);
  /** The drafts were looked at since the safe opened. */
  known = $state(false);
  readonly waiting = $derived(this.drafts.filter(({ state }) => state === 'queued'));
  #timer: ReturnType<typeof setInterval> | undefined;
  /** How often something newer than what is kept was noted. */
  #written = 0;

  find(id: string | null | undefined): DraftView | undefined {
    return this.drafts.find((draft) => draft.id === id);
  }

  /** Looks at what is kept, and sends what waits. Called when the safe opens. */
  async start(): Promise<void> {
    await this.refresh();
    if (this.#timer === undefined) addEventListener('online', () => void this.#tryAgain());
    this.#timer ??= setInterval(() => void this.#tryAgain(), AGAIN);
    await this.#tryAgain();
  }

  /** Looks at what is kept; why it cannot, when it cannot. */
  async refresh(): Promise<Refusal | undefined> {
    const written = this.#written;
    try {
      const drafts = await (await platform()).drafts.list();
      // What was noted meanwhile is newer.
      if (written === this.#written) this.drafts = drafts;
      this.known = true;
      return undefined;
    } catch (failure) {
      const refusal = toRefusal(failure);
      session.notice(refusal);
      return refusal;
    }
  }

  note(draft: DraftView): void {
    this.#written += 1;
    this.drafts = [draft, ...this.drafts.filter(({ id }) => id !== draft.id)];
  }

  /** Sends what waits. What cannot be sent now goes on waiting; nothing is ever sent twice. */
  async send(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    const look = setInterval(() => void this.refresh(), LOOK);
    const asked = new Set(this.waiting.map(({ id }) => id));
    try {
      const here = await platform();
      const sent = await here.drafts.send();
      clearInterval(look);
      this.#take(sent, asked);
      // The app keeps what waits without a word: whether it is for a session that is over, its state says.
      if (here.kind === 'app' && this.waiting.length > 0) await session.look();
      this.ended = session.app?.signed_in === false;
    } catch (failure) {
      this.#refuse(toRefusal(failure));
    } finally {
      clearInterval(look);
      this.sending = false;
    }
  }

  #take(sent: DraftView[], asked: ReadonlySet<string>): void {
    const arrived = sent.filter(({ id, state }) => state === 'sent' && asked.has(id));
    this.#written += 1;
    this.drafts = sent;
    if (arrived.some(({ kind }) => kind === 'dispute')) void session.career.refresh();
    if (arrived.some(({ kind }) => kind !== 'dispute')) void session.claims.refresh();
  }

  #refuse(refusal: Refusal): void {
    this.ended = refusal.body.code === 'session_ended';
    // Told where the draft waits: the door does not open by itself in the middle of something else.
    if (!this.ended) session.notice(refusal);
  }

  /** Leads to the door, unless somebody has signed in meanwhile. In a browser it opens in place. */
  async signIn(): Promise<void> {
    await session.look();
    if (session.phase !== 'open') return;
    if (session.app?.signed_in) await this.send();
    else await goto('/sign-in');
  }

  async drop(id: string): Promise<void> {
    await (await platform()).drafts.drop(id);
    await this.refresh();
  }

  forget(): void {
    this.drafts = [];
    this.known = false;
    this.ended = false;
  }

  async #tryAgain(): Promise<void> {
    if (session.phase === 'open' && this.waiting.length > 0) await this.send();
  }
}

export const outbox = new Outbox();
