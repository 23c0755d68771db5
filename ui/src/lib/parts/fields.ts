/** What a person types about their account, read the way the portal reads it (crates/domain, `ids.rs`). */

import { bare, toWesternDigits } from './typed';

/** Digits of a registration number as typed (blanks, dots and dashes allowed); `undefined` when it cannot be one. */
export function readRegistrationNumber(typed: string): string | undefined {
  const digits = bare(typed);
  return /^\d{8,10}$/.test(digits) ? digits : undefined;
}

/** A national identity card's number, or a foreigner's paper: 4 to 12 letters and digits, in capitals. */
export function readCin(typed: string): string | undefined {
  const text = bare(typed).toUpperCase();
  return /^[A-Z0-9]{4,12}$/.test(text) ? text : undefined;
}

const LOCAL_PART = /^[\w!#$%&'*+\-/=?^`{|}~]+(\.[\w!#$%&'*+\-/=?^`{|}~]+)*$/;
const DOMAIN = /^[a-z\d]([a-z\d-]{0,61}[a-z\d])?(\.[a-z\d]([a-z\d-]{0,61}[a-z\d])?)+$/i;

/** An e-mail address of the usual shape (RFC 5321): 6 to 254 characters, a domain with a dot. */
export function readEmail(typed: string): string | undefined {
  const text = typed.trim();
  const at = text.lastIndexOf('@');
  const [local, domain] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
  const fits = text.length >= 6 && text.length <= 254 && local.length <= 64;
  return fits && LOCAL_PART.test(local) && DOMAIN.test(domain) ? text : undefined;
}

/** A Moroccan mobile in E.164: `06…`, `07…`, `002126…`, `+2126…`. */
export function readMobile(typed: string): string | undefined {
  const national = /^(?:\+212|00212|0)0?([67]\d{8})$/.exec(bare(typed))?.[1];
  return national === undefined ? undefined : `+212${national}`;
}

/** `+212612345678` → `06 12 34 56 78`, as people say it. */
export function sayMobile(mobile: string): string {
  return mobile.replace(/^\+212/, '0').replace(/(\d{2})(?=\d)/g, '$1\u00A0');
}

/** A bank account's 24 digits, whose value is divisible by 97; `key` when only that fails. */
export function readRib(typed: string): string | 'key' | undefined {
  const digits = bare(typed);
  if (!/^\d{24}$/.test(digits)) return undefined;
  return [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 0 ? digits : 'key';
}

/** The eight digits of a code, however they were pasted. */
export function readCode(typed: string): string | undefined {
  const digits = bare(typed);
  return /^\d{8}$/.test(digits) ? digits : undefined;
}

/** The six digits an authenticator app shows. */
export function readAuthenticatorCode(typed: string): string | undefined {
  const digits = bare(typed);
  return /^\d{6}$/.test(digits) ? digits : undefined;
}

/** A printed code, in the form it was printed in: `XXXX-XXXX-XXXX-XXXX`. */
export function readRecoveryCode(typed: string): string | undefined {
  const text = bare(typed).toUpperCase();
  return /^[A-Z0-9]{16}$/.test(text) ? (text.match(/.{4}/g) ?? []).join('-') : undefined;
}

/** What a link to choose a new password carries after its `#`; the bare letters of one too. */
export function readLinkToken(typed: string): string | undefined {
  const text = typed.replace(/\s/g, '');
  const token = text.slice(text.lastIndexOf('#') + 1);
  return /^[\w-]{32,128}$/.test(token) ? token : undefined;
}

/** Six to twelve digits. */
export function readPin(typed: string): string | undefined {
  const digits = toWesternDigits(typed);
  return /^\d{6,12}$/.test(digits) ? digits : undefined;
}

/** One digit repeated, or digits in a row: the safe refuses such a PIN. */
export function isEasyPin(pin: string): boolean {
  const steps = [...pin].slice(1).map((digit, index) => Number(digit) - Number(pin[index]));
  return steps.every((step) => step === steps[0] && Math.abs(step) <= 1);
}
