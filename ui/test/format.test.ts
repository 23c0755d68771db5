// Dates, numbers, money and names, as the design language writes them.

import { describe, expect, test } from 'vitest';
import { amount, companyName, day, daysUntil, findFirstName, identifier, month, monthHead, monthName, number, personName } from '$lib/words/format';

const blanks = (text: string) => text.replace(/[\u00A0\u202F]/g, ' ');

test('months are named as Morocco names them', () => {
  expect([5, 8, 9, 11, 12].map((index) => monthName(index, 'ar'))).toEqual(['ماي', 'غشت', 'شتنبر', 'نونبر', 'دجنبر']);
  expect(blanks(month('2024-04', 'fr'))).toBe('avril 2024');
  expect(blanks(month('2024-04', 'en'))).toBe('April 2024');
});

test('an Arabic month is never cut to a letter', () => {
  expect(monthHead(3, 'ar')).toBe('3');
  expect(monthHead(3, 'fr')).toBe('M');
});

test('a day has its French ordinal, no leading zero, and never breaks', () => {
  expect(blanks(day('2026-12-01', 'fr'))).toBe('1er décembre 2026');
  expect(blanks(day('2026-12-01', 'ar'))).toBe('1 دجنبر 2026');
  expect(blanks(day('2026-02-21T23:59:59Z', 'en', false))).toBe('21 February');
  expect(day('2026-12-01', 'fr')).not.toContain(' ');
});

test('thousands are grouped by a narrow blank that does not break', () => {
  expect(number(3240)).toBe('3\u202F240');
  expect(number(26)).toBe('26');
  expect(number(1234567)).toBe('1\u202F234\u202F567');
});

test.each([
  ['190000010', '190 000 010'],
  ['12345678', '12 345 678'],
  ['1234567890', '1 234 567 890'],
])('number %s is read as %s', (digits, read) => expect(blanks(identifier(digits))).toBe(read));

test.each([
  [199477, '1 994,77'],
  [5, '0,05'],
  [100, '1,00'],
  [-199477, '−1 994,77'],
  [123456789, '1 234 567,89'],
])('%i centimes are %s', (centimes, written) => expect(blanks(amount(centimes))).toBe(written));

test('days left count calendar days, and go below zero', () => {
  const now = new Date('2026-11-23T23:30:00Z');
  expect(daysUntil('2026-11-29', now)).toBe(6);
  expect(daysUntil('2026-11-23', now)).toBe(0);
  expect(daysUntil('2026-11-20', now)).toBe(-3);
});

describe('names in capitals', () => {
  test.each([
    ['ATELIER ZERHOUN SARL', 'Atelier Zerhoun SARL'],
    ["ATELIERS DE L'ATLAS SARL", 'Ateliers de l’Atlas SARL'],
    ['TEXTILE OUED FES SA', 'Textile Oued Fes SA'],
    ['LA MAISON', 'La Maison'],
    ['SIDI-BRAHIM', 'Sidi-Brahim'],
    ['eBay Maroc', 'eBay Maroc'],
    ['ورشة زرهون', 'ورشة زرهون'],
  ])('company %s', (kept, shown) => expect(companyName(kept)).toBe(shown));

  test('a person', () => {
    expect(personName('Naïma EL OUARDI')).toBe('Naïma El Ouardi');
    expect(personName('Éloïse ÉMILE-ZOÉ')).toBe('Éloïse Émile-Zoé');
    expect(findFirstName('  نعيمة الوردي')).toBe('نعيمة');
  });
});
