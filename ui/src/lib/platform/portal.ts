/** The portal's HTTP door as a browser knocks at it: the session in a cookie no script can read, the header no other site can send. */

import { Refusal, readErrorBody } from '$lib/words/errors';

/** Longest the portal may take to answer, milliseconds. */
const PATIENCE = 20_000;

/** Carried out, without an answer worth reading (204). */
export async function tell(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<void> {
  await ask(method, path, body, headers);
}

export async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const isBytes = body instanceof Uint8Array;
  const type = isBytes ? 'application/octet-stream' : 'application/json';
  const answer = await reach(path, {
    method,
    headers: { 'X-Damane': '1', ...(body === undefined ? {} : { 'Content-Type': type }), ...headers },
    ...(body === undefined ? {} : { body: isBytes ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
    credentials: 'same-origin',
    cache: 'no-store',
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (answer.ok) return answer;
  throw new Refusal(readErrorBody(await answer.json().catch(() => undefined)));
}

async function reach(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, request);
  } catch {
    throw new Refusal({ code: 'offline' });
  }
}

export async function askJson<T>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<T> {
  const answer = await ask(method, path, body, headers);
  try {
    return (await answer.json()) as T;
  } catch {
    throw new Refusal({ code: 'untrusted_portal' });
  }
}

/** Hands a file to the browser's own downloads. */
export function download(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
