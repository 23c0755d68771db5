// The page says and draws what the screens say and draw.
import { expect, test } from 'vitest';
import { foreignWords, reasonWords, verdictLooks } from '$lib/check/verdicts';
import { findNext, findSentence, looks, quotes } from '../src/looks';
import type { Verdict } from '../src/verify';

test('each verdict has the silhouette, the words and the next step of the screens', () => {
  expect(Object.keys(looks).sort()).toEqual(Object.keys(verdictLooks).sort());
  for (const [verdict, look] of Object.entries(verdictLooks)) {
    const mine = looks[verdict as Verdict];
    expect(mine.shape, verdict).toBe(look.shape);
    expect(mine.report ?? false, verdict).toBe(look.report);
    const certificate = { name_latin: '' } as never;
    const answer = { verdict: verdict as Verdict, reasons: [], certificate };
    expect(`v_${verdict}`).toBe(look.word);
    expect(findSentence(answer), verdict).toBe(look.sentence);
    expect(findNext(answer), verdict).toBe(look.next);
  }
});

test('a reason is quoted by the same code everywhere', () => {
  for (const [reason, quote] of Object.entries(quotes)) {
    expect(reasonWords[reason as keyof typeof reasonWords]).toEqual({ key: `r_${reason}`, quote });
  }
  for (const [family, key] of Object.entries(foreignWords)) expect(key).toBe(`foreign_${family}`);
});
