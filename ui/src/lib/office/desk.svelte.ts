/** The desk: the queue as it is filtered, the claim that is open, and the steps taken with it. */

import type { ClaimKindView } from '$lib/bindings/ClaimKindView';
import type { OfficeClaimView } from '$lib/bindings/OfficeClaimView';
import type { OfficeCountsView } from '$lib/bindings/OfficeCountsView';
import type { OfficeEntryView } from '$lib/bindings/OfficeEntryView';
import type { OfficeStepRequest } from '$lib/bindings/OfficeStepRequest';
import type { OfficeTabView } from '$lib/bindings/OfficeTabView';
import type { Key } from '$lib/words/words.svelte';
import { duty } from './duty.svelte';

/** How long a claim that opened by itself takes no step, milliseconds: a second press was meant for the one before it. */
const FRESH = 600;

/** What the officer is asked before a step is taken. */
export type Question = 'refuse' | 'ask' | 'uphold' | 'send_back';

class Desk {
  tab = $state<OfficeTabView>('to_do');
  kind = $state<ClaimKindView | ''>('');
  days = $state(0);
  mine = $state(false);
  entries = $state.raw<OfficeEntryView[]>([]);
  counts = $state.raw<OfficeCountsView | undefined>();
  next = $state.raw<string | undefined>();
  loaded = $state(false);
  /** The row that is marked. */
  at = $state(0);
  claim = $state.raw<OfficeClaimView | undefined>();
  question = $state<Question | undefined>();
  /** What was done last, for who listens. */
  said = $state<Key | undefined>();
  /** The claim opened by itself just now: nobody has read it. */
  fresh = $state(false);
  #settling: ReturnType<typeof setTimeout> | undefined;
  #stepping = false;
  /** How often something was chosen: who chose meanwhile is not led elsewhere. */
  #chosen = 0;

  #asked(after?: string): Record<string, string> {
    return {
      tab: this.tab,
      ...(this.kind === '' ? {} : { kind: this.kind }),
      ...(this.days === 0 ? {} : { days: String(this.days) }),
      ...(this.mine ? { mine: 'true' } : {}),
      ...(after === undefined ? {} : { after }),
    };
  }

  /** The first page of what is asked for. */
  async load(): Promise<void> {
    const page = await duty.ask((office) => office.queue(this.#asked()));
    if (!page) return;
    this.entries = page.answer.entries;
    this.counts = page.answer.counts;
    this.next = page.answer.next ?? undefined;
    this.loaded = true;
    const open = this.entries.findIndex((entry) => entry.claim.id === this.claim?.claim.summary.id);
    this.at = open >= 0 ? open : Math.min(this.at, Math.max(0, this.entries.length - 1));
  }

  async more(): Promise<void> {
    const after = this.next;
    if (after === undefined) return;
    const page = await duty.ask((office) => office.queue(this.#asked(after)));
    if (!page) return;
    this.entries = [...this.entries, ...page.answer.entries];
    this.next = page.answer.next ?? undefined;
  }

  async show(tab: OfficeTabView): Promise<void> {
    this.tab = tab;
    await this.filtered();
  }

  /** Something else is asked for: nothing of before stays open. */
  async filtered(): Promise<void> {
    this.at = 0;
    this.close();
    await this.load();
  }

  move(by: number): void {
    this.at = Math.max(0, Math.min(this.entries.length - 1, this.at + by));
  }

  async open(at: number): Promise<void> {
    const entry = this.entries[at];
    if (!entry) return;
    this.at = at;
    await this.#show(entry.claim.id);
  }

  /** What is asked about a claim that is open already stays asked. */
  async #show(id: string): Promise<void> {
    const choice = ++this.#chosen;
    this.#settle();
    if (this.claim?.claim.summary.id !== id) this.question = undefined;
    const claim = await duty.ask((office) => office.claim(id));
    if (claim && choice === this.#chosen) this.claim = claim.answer;
  }

  close(): void {
    this.#chosen += 1;
    this.#settle();
    this.claim = undefined;
    this.question = undefined;
  }

  /** Takes a step. A claim nobody has is taken first. True when it was done. */
  async step(step: OfficeStepRequest, said: Key): Promise<boolean> {
    const claim = this.claim;
    // A second press is meant for what is being done already; one that comes while something is read waits its turn.
    if (!claim || this.#stepping || this.fresh) return false;
    this.#stepping = true;
    try {
      return await this.#take(claim, step, said);
    } finally {
      this.#stepping = false;
    }
  }

  async #take(claim: OfficeClaimView, step: OfficeStepRequest, said: Key): Promise<boolean> {
    const id = claim.claim.summary.id;
    const choice = this.#chosen;
    const takes = claim.state === 'received' && step.step !== 'take';
    const done = await duty.ask(async (office) => {
      if (takes) await office.step(id, { step: 'take' });
      await office.step(id, step);
    });
    if (!done) return false;
    this.said = said;
    // Who opened another claim meanwhile stays there. The row that is marked may be another one by now.
    if (choice !== this.#chosen) await this.load();
    else if (step.step === 'take') await this.#show(id);
    else await this.#goOn(id);
    const refusal = duty.refusal;
    if (step.step === 'take' && !refusal) this.#mark(id);
    return true;
  }

  /** Lets a month that was confirmed late be paid; the claim stays open, as it stands then. */
  async release(month: number): Promise<void> {
    const id = this.claim?.claim.summary.id;
    if (id === undefined) return;
    const choice = this.#chosen;
    const done = await duty.ask(async (office) => {
      await office.release_month(id, month);
      return office.claim(id);
    });
    if (!done) return;
    if (choice === this.#chosen) this.claim = done.answer;
    this.said = 'of_done_release';
    await this.load();
  }

  /** What was decided leaves the queue; the one after it opens. */
  async #goOn(id: string): Promise<void> {
    const place = this.entries.findIndex((entry) => entry.claim.id === id);
    if (place >= 0) this.at = place;
    this.close();
    const choice = this.#chosen;
    await this.load();
    if (this.entries.length === 0 || choice !== this.#chosen) return;
    const opening = this.open(this.at);
    this.fresh = true;
    await opening;
    if (this.fresh) this.#settling = setTimeout(() => (this.fresh = false), FRESH);
  }

  #settle(): void {
    clearTimeout(this.#settling);
    this.fresh = false;
  }

  #mark(id: string): void {
    const mine = (entry: OfficeEntryView) => (entry.claim.id === id ? { ...entry, mine: true, holder: duty.officer?.name ?? null } : entry);
    this.entries = this.entries.map(mine);
  }
}

export const desk = new Desk();
