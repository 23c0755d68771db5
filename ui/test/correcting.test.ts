// What an officer types of a line to set it right: read as it is meant, and refused as a file would be.

import { expect, test } from 'vitest';
import { readCorrection } from '$lib/office/correcting';

const typed = { employer: '', days: '20', salary: '9000', situation: 'normal' as const };

test('Arabic-Indic digits are read like any others', () => {
  const { line, wrong } = readCorrection({ ...typed, employer: '١٠٠٠٠١١', days: '٢٦', salary: '٩٠٠٠٫٥٠' }, 'missing_month', '');
  expect(wrong).toEqual({});
  expect(line).toEqual({ employer_number: '1000011', days: 26, salary: 900_050, situation: 'normal' });
});

test('of a disputed line the employer is not asked', () => {
  expect(readCorrection({ ...typed, employer: '12' }, 'wrong_days', '1000004').line?.employer_number).toBe('');
  expect(readCorrection({ ...typed, employer: '12' }, 'missing_month', '').wrong).toEqual({ employer: true });
});

test('days and salary are those a file could declare', () => {
  const wrongOf = (change: object, reason: 'wrong_days' | 'not_my_employer' = 'wrong_days') => readCorrection({ ...typed, ...change }, reason, '1000004').wrong;
  expect(wrongOf({ days: '27' })).toEqual({ days: true });
  expect(wrongOf({ days: 'x' })).toEqual({ days: true });
  expect(wrongOf({ salary: '' })).toEqual({ salary: true });
  expect(wrongOf({ days: '0' })).toEqual({ salary: true });
  expect(wrongOf({ salary: '0' })).toEqual({ salary: true });
  for (const situation of ['unpaid_leave', 'kept_without_pay', 'occupational_disease']) {
    expect(wrongOf({ situation })).toEqual({ situation: true });
    expect(wrongOf({ situation, days: '0', salary: '0' })).toEqual({});
  }
  expect(wrongOf({ situation: 'sickness', days: '12' })).toEqual({});
  expect(wrongOf({ days: '0', salary: '0' })).toEqual({ situation: true });
  expect(wrongOf({ days: '0', salary: '0' }, 'not_my_employer')).toEqual({});
});
