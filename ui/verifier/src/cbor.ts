/** Strict, deterministic CBOR (RFC 8949 §4.2.1), read by the rules of crates/credential/src/cbor.rs. */

export type Bytes = Uint8Array<ArrayBuffer>;

/** A stranger's bytes are not what they should be. */
export class Malformed extends Error {}

export function refuse(): never {
  throw new Malformed();
}

/** Deepest nesting that is read; a certificate needs four. */
const MAX_DEPTH = 16;
/** Most entries of one map; a certificate's largest has six. */
const MAX_MAP_ENTRIES = 64;

const UNSIGNED = 0;
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
const TAG = 6;
const SIMPLE = 7;

/** Strict UTF-8; a byte order mark is a character like any other. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Checks that `bytes` are exactly one well-formed item. Everything is checked before anything is read. */
export function check(bytes: Bytes): void {
  const reader = new Reader(bytes);
  reader.skip();
  if (!reader.isAtEnd()) refuse();
}

/** A cursor over checked bytes. */
export class Reader {
  private at = 0;
  /** The last head's argument does not fit 63 bits. */
  private isHuge = false;

  constructor(private readonly source: Bytes) {}

  isAtEnd(): boolean {
    return this.at === this.source.length;
  }

  /** Steps over one item of any shape, checking it. */
  skip(depth = 1): void {
    if (depth > MAX_DEPTH) refuse();
    const [kind, argument] = this.head();
    if (kind === BYTES) this.take(argument);
    else if (kind === TEXT) this.decode(argument);
    else if (kind === ARRAY) for (let item = 0; item < argument; item++) this.skip(depth + 1);
    else if (kind === MAP) this.skipMap(argument, depth);
    else if (kind === TAG) this.skip(depth + 1);
    // false, true, null; no floats and no other simple values stand in any of our layouts.
    else if (kind === SIMPLE && (argument < 20 || argument > 22)) refuse();
  }

  private skipMap(entries: number, depth: number): void {
    if (entries > MAX_MAP_ENTRIES) refuse();
    const keys = new Set<string>();
    for (let entry = 0; entry < entries; entry++) {
      const start = this.at;
      this.skip(depth + 1);
      // Heads are in their shortest form, so equal keys are equal bytes.
      keys.add(this.source.subarray(start, this.at).join());
      if (keys.size !== entry + 1) refuse();
      this.skip(depth + 1);
    }
  }

  private take(length: number): Bytes {
    const end = this.at + length;
    if (end > this.source.length) refuse();
    const taken = this.source.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  private decode(length: number): string {
    try {
      return utf8.decode(this.take(length));
    } catch {
      return refuse();
    }
  }

  /** Major type and argument. Indefinite lengths and padded heads are refused. */
  private head(): [number, number] {
    const first = this.take(1)[0] ?? 0;
    const kind = first >> 5;
    const low = first & 31;
    this.isHuge = false;
    if (low < 24) return [kind, low];
    if (low > 27 || kind === SIMPLE) refuse();
    const width = 1 << (low - 24);
    const argument = this.take(width).reduce((sum, byte) => sum * 256 + byte, 0);
    if (argument < (width === 1 ? 24 : 2 ** (4 * width))) refuse();
    this.isHuge = width === 8 && (this.source[this.at - 8] ?? 0) > 127;
    return [kind, argument];
  }

  private expect(wanted: number): number {
    const [kind, argument] = this.head();
    return kind === wanted ? argument : refuse();
  }

  /** An unsigned integer. Past 2^53 it is rounded: every field that is used has a lower limit. */
  unsigned(limit = Infinity): number {
    const value = this.expect(UNSIGNED);
    return value <= limit ? value : refuse();
  }

  /** An integer of either sign, of 64 bits. */
  integer(): number {
    const [kind, argument] = this.head();
    if (kind > NEGATIVE || this.isHuge) refuse();
    return kind === NEGATIVE ? -1 - argument : argument;
  }

  /** A byte string; of exactly `length` bytes if given. */
  bytes(length?: number): Bytes {
    const taken = this.take(this.expect(BYTES));
    return length === undefined || taken.length === length ? taken : refuse();
  }

  /** A text of at most `limit` bytes. */
  text(limit = Infinity): string {
    const length = this.expect(TEXT);
    return length <= limit ? this.decode(length) : refuse();
  }

  array(): number {
    return this.expect(ARRAY);
  }

  map(): number {
    return this.expect(MAP);
  }

  tag(): number {
    return this.expect(TAG);
  }

  isNextUnsigned(): boolean {
    return (this.source[this.at] ?? 255) >> 5 === UNSIGNED;
  }

  /** Consumes `null` if it is next. */
  null(): boolean {
    const isNull = this.source[this.at] === 0xf6;
    if (isNull) this.at++;
    return isNull;
  }
}
