/** What a person types at the door, read the way the portal reads it. */

/** Digits of a registration number as typed (blanks, dots and dashes allowed); `undefined` when it cannot be one. */
export function readRegistrationNumber(typed: string): string | undefined {
  const digits = toWesternDigits(typed).replace(/[\s.\-\u00A0\u202F]/g, '');
  return /^\d{8,10}$/.test(digits) ? digits : undefined;
}

/** The eight digits of a code, however they were pasted. */
export function readCode(typed: string): string | undefined {
  const digits = toWesternDigits(typed).replace(/[\s\-\u00A0\u202F]/g, '');
  return /^\d{8}$/.test(digits) ? digits : undefined;
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

/** Some keyboards type Arabic-Indic digits. */
function toWesternDigits(typed: string): string {
  return typed.replace(/[٠-٩۰-۹]/g, (digit) => String((digit.charCodeAt(0) & 0xf) % 10));
}
