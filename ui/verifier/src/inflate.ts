/** DEFLATE (RFC 1951) by the browser, with a hard limit on what comes out. */

import { type Bytes, Malformed, refuse } from './cbor';

/** Largest certificate once inflated, bytes. */
export const MAX_CERTIFICATE = 16 * 1024;

export type Wrapping = 'deflate-raw' | 'deflate';

/** Inflates all of `bytes`, at most `limit` bytes, with nothing after the end. */
export async function inflate(bytes: Bytes, wrapping: Wrapping, limit: number): Promise<Bytes> {
  const whole = await run(bytes, wrapping, limit);
  // Some engines overlook bytes after the end. A stream that is complete without its last byte had one too many.
  const short = await run(bytes.subarray(0, -1), wrapping, limit).catch(() => undefined);
  return short ? refuse() : whole;
}

async function run(bytes: Bytes, wrapping: Wrapping, limit: number): Promise<Bytes> {
  const stream = new DecompressionStream(wrapping);
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const out = new Uint8Array(limit);
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => refuse());
    if (done) return out.slice(0, length);
    if (length + value.length > limit) {
      await reader.cancel().catch(() => undefined);
      throw new Malformed();
    }
    out.set(value, length);
    length += value.length;
  }
}
