/** Checking in the browser, with the same code as the public page: nothing of what is checked leaves it. */
import type { Judged } from './index';
export async function verifyText(_text: string): Promise<Judged> { throw new Error('x'); }
export async function verifyImage(_image: Blob): Promise<Judged> { throw new Error('x'); }
export async function verifyPdf(_pdf: Blob): Promise<Judged> { throw new Error('x'); }
export async function refreshTrust(): Promise<void> { throw new Error('x'); }
