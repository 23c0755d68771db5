/** Files as they are chosen: one the fund could never read is told at once, by its first bytes. The portal still judges. */

import type { Key } from '$lib/words/words.svelte';
import { DOCUMENT_MB } from './documents';

/** Why a file is not attached. */
export type FileFault = 'empty' | 'unreadable' | 'too_large';

export const faultWords: Record<FileFault, Key> = {
  empty: 'fm_file_empty',
  unreadable: 'fm_file_unreadable',
  too_large: 'fm_file_too_large',
};

/** A file that was left out, by the name it was chosen under. */
export interface LeftOut {
  name: string;
  fault: FileFault;
}

/** The same kinds as the portal's (crates/services, `documents/safe.rs`): JPEG, PNG, PDF by their first bytes. */
const STARTS = [[0xff, 0xd8, 0xff], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], [0x25, 0x50, 0x44, 0x46, 0x2d]];
/** HEIC, by the brand its first box names (`documents/safe/heic.rs`). */
const HEIC = ['ftypheic', 'ftypheix', 'ftypheim', 'ftypheis', 'ftypmif1'];
const HEAD = 12;

function isReadable(head: Uint8Array): boolean {
  return STARTS.some((start) => start.every((byte, at) => head[at] === byte)) || HEIC.includes(String.fromCharCode(...head.slice(4, HEAD)));
}

/** Why this file cannot be attached, if it cannot. */
export async function findFault(file: Blob): Promise<FileFault | undefined> {
  if (file.size === 0) return 'empty';
  if (!isReadable(new Uint8Array(await file.slice(0, HEAD).arrayBuffer()))) return 'unreadable';
  return file.size > DOCUMENT_MB * 1024 * 1024 ? 'too_large' : undefined;
}
