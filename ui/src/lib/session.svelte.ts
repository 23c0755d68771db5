/** Who is here, what state the safe is in, and how old what the screens show is. */

import type { AppStateView } from './bindings/AppStateView';
import type { CareerView } from './bindings/CareerView';
import type { CertificateView } from './bindings/CertificateView';
import type { ClaimListView } from './bindings/ClaimListView';
import type { Dated } from './bindings/Dated';
import type { FundView } from './bindings/FundView';
import type { PensionView } from './bindings/PensionView';
import type { PersonView } from './bindings/PersonView';
import { type Platform, platform } from './platform';
import { type Refusal, toRefusal } from './words/errors';

export type Phase = 'starting' | 'signed_out' | 'locked' | 'pin_needed' | 'shut' | 'open';

/** States in which what is kept cannot be opened, nor by another try of the same: each is told on a page of its own. */
export type ShutState = Extract<AppStateView['vault'], 'key_lost' | 'key_store_missing' | 'key_store_locked' | 'key_store_swapped' | 'restored'>;

const PHASES: Record<AppStateView['vault'], Phase> = {
  empty: 'signed_out',
  key_lost: 'shut',
  key_store_missing: 'shut',
  key_store_locked: 'shut',
  key_store_swapped: 'shut',
  restored: 'shut',
  locked_by_key_store: 'locked',
  locked_by_pin: 'locked',
  pin_needed: 'pin_needed',
  open: 'open',
};

/** Whether what is kept cannot be opened at all. */
export function isShut(vault: AppStateView['vault']): vault is ShutState {
  return PHASES[vault] === 'shut';
}

/** Something the portal said: shown at once from memory, then asked for again. */
export class Kept<T> {
  answer = $state.raw<Dated<T> | undefined>();
  refusal = $state.raw<Refusal | undefined>();
  readonly #read: (platform: Platform) => Promise<Dated<T>>;
  #round = 0;

  constructor(read: (platform: Platform) => Promise<Dated<T>>) {
    this.#read = read;
  }

  get value(): T | undefined {
    return this.answer?.value;
  }

  /** The portal was silent when it was asked last. */
  get stale(): boolean {
    return this.answer?.fresh === false || this.refusal?.body.code === 'offline';
  }

  async refresh(): Promise<void> {
    const round = ++this.#round;
    try {
      const answer = await this.#read(await platform());
      if (round !== this.#round) return;
      this.answer = answer;
      this.refusal = undefined;
      // What was kept stands in: the portal is silent, or this device was signed out, and the strip says which.
      if (!answer.fresh) void session.look();
      else void session.catchUp();
    } catch (failure) {
      if (round !== this.#round) return;
      this.refusal = toRefusal(failure);
      if (this.refusal.body.code === 'offline' && this.answer) this.answer = { ...this.answer, fresh: false };
      session.notice(this.refusal);
    }
  }

  forget(): void {
    this.#round += 1;
    this.answer = undefined;
    this.refusal = undefined;
  }
}

class Session {
  app = $state.raw<AppStateView | undefined>();
  fund = $state.raw<FundView | undefined>();
  startFailure = $state.raw<Refusal | undefined>();
  /** The last wrong PIN emptied the safe: why it is empty is told before the door opens. */
  wiped = $state(false);
  #looks = 0;
  #catchesUp = false;
  readonly person = new Kept<PersonView>((platform) => platform.me());
  readonly certificates = new Kept<CertificateView[]>((platform) => platform.certificates());
  readonly career = new Kept<CareerView>((platform) => platform.career());
  readonly pension = new Kept<PensionView>((platform) => platform.pension({}));
  readonly claims = new Kept<ClaimListView>((platform) => platform.claims());

  readonly phase = $derived<Phase>(this.app === undefined ? 'starting' : PHASES[this.app.vault]);
  readonly #shown = $derived([this.person, this.certificates, this.career, this.pension, this.claims]);
  readonly #answers = $derived(this.#shown.flatMap((kept) => kept.answer ?? []));
  /** Nothing fresh could be had at the last try. */
  readonly offline = $derived(this.#shown.some((kept) => kept.stale));
  /** The oldest date among what is shown. */
  readonly asOf = $derived(this.#answers.map((answer) => answer.as_of).sort()[0]);

  /** Looks at the safe and the fund; called once the page is up and after every sign-in, lock or unlock. */
  async look(): Promise<void> {
    const round = ++this.#looks;
    try {
      const here = await platform();
      const [app, fund] = await Promise.all([here.app_state(), this.fund ?? here.fund().catch(ignoreOffline)]);
      // Several may look at once: an answer asked for earlier says less.
      if (round !== this.#looks) return;
      this.startFailure = undefined;
      this.fund = fund ?? this.fund;
      this.app = app;
      if (PHASES[app.vault] !== 'open') this.forget();
    } catch (failure) {
      if (round === this.#looks) this.startFailure = toRefusal(failure);
    }
  }

  /** Asks again for everything the screens have asked for. */
  async refresh(): Promise<void> {
    if (this.phase !== 'open') return;
    await Promise.all(this.#shown.filter((kept) => kept.answer ?? kept.refusal).map((kept) => kept.refresh()));
  }

  /** The portal answers again: what it was silent about is asked for anew, whatever page showed it. */
  async catchUp(): Promise<void> {
    if (this.#catchesUp || !this.offline) return;
    this.#catchesUp = true;
    await Promise.all(this.#shown.filter((kept) => kept.stale).map((kept) => kept.refresh()));
    this.#catchesUp = false;
  }

  /** A call was refused: the safe may have locked itself, or the session may be over. */
  notice(refusal: Refusal): void {
    if (refusal.body.code === 'session_ended' || refusal.body.code === 'vault_locked') void this.look();
  }

  forget(): void {
    for (const kept of [this.person, this.certificates, this.career, this.pension, this.claims]) kept.forget();
  }
}

function ignoreOffline(failure: unknown): undefined {
  const refusal = toRefusal(failure);
  if (refusal.body.code !== 'offline') throw refusal;
  return undefined;
}

export const session = new Session();
