/** A folder checked at once, on a computer: how far it is, what came out, its report. */

import type { FolderLineView } from '$lib/bindings/FolderLineView';
import type { FolderProgressView } from '$lib/bindings/FolderProgressView';
import type { FolderView } from '$lib/bindings/FolderView';
import type { VerdictView } from '$lib/bindings/VerdictView';
import { type Folders, platform } from '$lib/platform';
import { type Refusal, toRefusal } from '$lib/words/errors';
import { sayWhere } from '$lib/words/saved';
import { t } from '$lib/words/words.svelte';
import { makeReport } from './report';

/** How often progress is asked for, milliseconds. */
const PACE = 250;

class FolderCheck {
  working = $state(false);
  stopping = $state(false);
  progress = $state.raw<FolderProgressView>({ done: 0, total: 0 });
  result = $state.raw<FolderView | undefined>();
  refusal = $state.raw<Refusal | undefined>();
  said = $state('');

  /** How many files of each verdict, the most first. */
  readonly counts = $derived(count(this.result?.lines ?? []));
  /** Files that are not valid. */
  readonly doubtful = $derived((this.result?.lines ?? []).filter(({ verdict }) => !verdict.startsWith('valid')));

  async start(folders: Folders): Promise<void> {
    if (this.working) return;
    Object.assign(this, { working: true, stopping: false, refusal: undefined, said: '', progress: { done: 0, total: 0 } });
    const pace = setInterval(() => void folders.progress().then((now) => (this.progress = now)).catch(() => undefined), PACE);
    try {
      this.result = (await folders.check()) ?? this.result;
    } catch (failure) {
      this.refusal = toRefusal(failure);
    } finally {
      clearInterval(pace);
      this.working = false;
    }
  }

  async stop(folders: Folders): Promise<void> {
    this.stopping = true;
    await folders.stop().catch(() => undefined);
  }

  async save(): Promise<void> {
    const folder = this.result;
    const folders = (await platform()).folders;
    if (!folder || !folders) return;
    try {
      const place = await folders.save(`${folder.name} ${folder.checked_at.slice(0, 10)}`, makeReport(folder, t));
      this.said = place ? sayWhere(place) : '';
    } catch (failure) {
      this.refusal = toRefusal(failure);
    }
  }
}

function count(lines: FolderLineView[]): [VerdictView, number][] {
  const verdicts = [...new Set(lines.map(({ verdict }) => verdict))];
  const counts = verdicts.map((one): [VerdictView, number] => [one, lines.filter(({ verdict }) => verdict === one).length]);
  return counts.sort(([, one], [, other]) => other - one);
}

export const folder = new FolderCheck();
