/** The claim numbers our signed objects share (RFC 8392 §4, Token Status List §5.2), and their times. */

import { type Reader, refuse } from './cbor';

export const ISS = 1;
export const SUB = 2;
const EXP = 4;
const IAT = 6;
const TTL = 65534;

/** Latest second that is read: the end of the year 9999. */
export const LAST_SECOND = 253_402_300_799;

/** The three times of a signed object while it is being read, in milliseconds. */
export class Times {
  private readonly seconds = new Map<number, number>();

  /** Takes the value of a time claim, steps over any other. */
  readOrSkip(claim: number, reader: Reader): void {
    if (claim === EXP || claim === IAT || claim === TTL) this.seconds.set(claim, reader.unsigned());
    else reader.skip();
  }

  get issuedAt(): number {
    return this.get(IAT);
  }

  get expiresAt(): number {
    return this.get(EXP);
  }

  get ttl(): number {
    return this.get(TTL);
  }

  private get(claim: number): number {
    const seconds = this.seconds.get(claim);
    return seconds !== undefined && seconds <= LAST_SECOND ? seconds * 1000 : refuse();
  }
}

/** A time from whole seconds since 1970, in milliseconds. */
export const readTime = (reader: Reader): number => reader.unsigned(LAST_SECOND) * 1000;
