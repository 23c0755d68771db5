/** One form being filled in: each answer is kept on this device as it is given, and sent when the person says so. */

import type { DocumentKindView } from '$lib/bindings/DocumentKindView';
import type { DraftKindView } from '$lib/bindings/DraftKindView';
import type { DraftView } from '$lib/bindings/DraftView';
import { platform } from '$lib/platform';
import { session } from '$lib/session.svelte';
import { type Refusal, toRefusal } from '$lib/words/errors';
import { type LeftOut, findFault } from './chosen';
import { outbox } from './outbox.svelte';
import { lighten } from './photograph';

/** Pause in typing after which an answer is kept, milliseconds. */
const PAUSE = 500;

export class Draft<F extends object> {
  /** As typed. */
  form = $state() as F;
  view = $state.raw<DraftView | undefined>();
  refusal = $state.raw<Refusal | undefined>();
  working = $state(false);
  /** Everything typed is kept. */
  kept = $state(false);
  /** Nothing was found under that name, or it belongs to another form. */
  lost = $state(false);
  readonly #kind: DraftKindView;
  readonly #claim: string | null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> = Promise.resolve();
  #turn: Promise<void> = Promise.resolve();
  #written = '';

  constructor(kind: DraftKindView, empty: F, claim: string | null = null) {
    this.#kind = kind;
    this.#claim = claim;
    this.form = empty;
  }

  get id(): string | undefined {
    return this.view?.id;
  }

  /** Its documents, as they are known now. */
  get documents() {
    return (outbox.find(this.id) ?? this.view)?.documents ?? [];
  }

  /** Goes on with a draft of this device. */
  async open(id: string): Promise<void> {
    const failure = await outbox.refresh();
    const view = outbox.find(id);
    if (view === undefined && failure) return void (this.refusal = failure);
    this.lost = view?.kind !== this.#kind;
    if (view === undefined || this.lost) return;
    this.view = view;
    this.form = { ...this.form, ...(JSON.parse(view.form) as F) };
    this.#written = view.form;
    this.kept = true;
  }

  /** The one of its kind on this device that is not sent yet. */
  async findUnsent(): Promise<string | undefined> {
    await outbox.refresh();
    return outbox.drafts.find(({ kind, state }) => kind === this.#kind && state !== 'sent')?.id;
  }

  /** Something was typed: it is kept after a pause. */
  touch(): void {
    if (JSON.stringify(this.form) === this.#written) return;
    this.kept = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), PAUSE);
  }

  /** Keeps what is typed now; true once it is. */
  async save(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#saving = this.#saving.then(() => this.#keep());
    await this.#saving;
    return this.kept;
  }

  async #keep(): Promise<void> {
    const form = JSON.stringify(this.form);
    if (this.view !== undefined && form === this.#written) return void (this.kept = true);
    try {
      const draft = { id: this.view?.id ?? null, kind: this.#kind, claim: this.#claim, form };
      this.#note(await (await platform()).drafts.keep(draft));
      this.#written = form;
      this.kept = true;
      this.refusal = undefined;
    } catch (failure) {
      this.#refuse(failure);
    }
  }

  /** Keeps files with the draft; what was left out because it could never be read. */
  async add(files: readonly File[], kindOf: () => DocumentKindView): Promise<LeftOut[]> {
    const leftOut: LeftOut[] = [];
    await this.#work(async () => {
      if (!(await this.save()) || this.id === undefined) return;
      for (const file of files) {
        const lighter = await lighten(file);
        const fault = await findFault(lighter);
        if (fault) leftOut.push({ name: file.name, fault });
        else this.#note(await (await platform()).drafts.add_document(this.id, kindOf(), lighter));
      }
    });
    return leftOut;
  }

  /** Says what a document is; what it is called from here on. */
  async call(document: string, kind: DocumentKindView): Promise<DocumentKindView> {
    await this.#work(async () => {
      await (await platform()).drafts.call_document(document, kind);
      await this.#look();
    });
    return this.documents.find(({ id }) => id === document)?.kind ?? kind;
  }

  async remove(document: string): Promise<void> {
    await this.#work(async () => {
      await (await platform()).drafts.drop_document(document);
      await this.#look();
    });
  }

  /** From now on it waits to be sent; true once it does, whether or not there is a network. */
  async queue(request: object): Promise<boolean> {
    let queued = false;
    await this.#work(async () => {
      if (!(await this.save()) || this.id === undefined) return;
      this.#note(await (await platform()).drafts.queue(this.id, request));
      queued = true;
    });
    if (queued) void outbox.send();
    return queued;
  }

  async #look(): Promise<void> {
    await outbox.refresh();
    this.view = outbox.find(this.id) ?? this.view;
  }

  /** One thing after the other: what is asked meanwhile waits its turn. */
  async #work(work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(async () => {
      this.working = true;
      this.refusal = undefined;
      try {
        await work();
      } catch (failure) {
        this.#refuse(failure);
      }
      this.working = this.#turn !== mine;
    });
    this.#turn = mine;
    await mine;
  }

  #note(view: DraftView): void {
    this.view = view;
    outbox.note(view);
  }

  #refuse(failure: unknown): void {
    this.refusal = toRefusal(failure);
    session.notice(this.refusal);
  }
}
