/** What is typed, without what keyboards and habits add to it. */

/** Some keyboards type Arabic-Indic digits. */
export function toWesternDigits(typed: string): string {
  return typed.replace(/[٠-٩۰-۹]/g, (digit) => String((digit.charCodeAt(0) & 0xf) % 10));
}

/** Western digits, and no blanks, dots and dashes between them. */
export function bare(typed: string): string {
  return toWesternDigits(typed).replace(/[\s.\-\u00A0\u202F]/g, '');
}
