// Opening an account, getting it back, protecting it: what the screens decide by themselves.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cases, findCase, pathOf } from '$lib/account/cases';
import { Countdown } from '$lib/account/countdown.svelte';
import { confirming } from '$lib/account/confirming.svelte';
import { DETAILS, detailWords, findMasked, isGuarded, readDetail } from '$lib/account/details';
import { factorWords, findFactors } from '$lib/account/factors';
import { readAuthenticatorCode, readCin, readEmail, readLinkToken, readMobile, readRecoveryCode, readRib, sayMobile } from '$lib/parts/fields';
import { actionWords, actorWords, groupByDay, isAlarming, sayAction } from '$lib/account/journal';
import { findOffices } from '$lib/account/offices';
import { Opening, findQuestion, questions } from '$lib/account/opening.svelte';
import { askPasskey, makePasskey, readBytes, writeBytes } from '$lib/account/passkeys';
import { findLengthFlaw, flawWords } from '$lib/parts/passwords';
import { shutWords } from '$lib/account/shut';
import { judgePassword } from '$lib/platform/strength';
import { isShut } from '$lib/session.svelte';
import { Refusal, findWait } from '$lib/words/errors';
import { timeLeft } from '$lib/words/format';

const root = join(import.meta.dirname, '..');

function namesOf(type: string): string[] {
  const text = readFileSync(join(root, `src/lib/bindings/${type}.ts`), 'utf8');
  const union = /export type \w+ = ([^;]+);/.exec(text)?.[1] ?? '';
  return [...union.matchAll(/"(\w+)"/g)].map((found) => found[1] ?? '').sort();
}

describe('every name of the wire has its words', () => {
  test.each([
    ['SecondFactor', factorWords],
    ['PasswordFlaw', flawWords],
    ['DetailView', detailWords],
    ['JournalActorView', actorWords],
  ])('%s', (type, words) => expect(Object.keys(words).sort()).toEqual(namesOf(type)));

  test('each case that blocks has its page, at its address', () => {
    for (const one of namesOf('BlockedCaseView')) expect(Object.keys(cases)).toContain(one);
    for (const one of Object.keys(cases)) expect(findCase(pathOf(one as keyof typeof cases).split('/').at(-1))).toBe(one);
    expect(findCase('constructor')).toBeUndefined();
    expect(findCase(undefined)).toBeUndefined();
  });

  test('each state in which the safe stays shut has its page, and no other state has one', () => {
    const states = namesOf('VaultStateView') as Parameters<typeof isShut>[0][];
    expect(states.filter(isShut).sort()).toEqual(Object.keys(shutWords).sort());
  });

  test('every action the audit log knows is said in words', () => {
    const known = readFileSync(join(root, '../crates/services/src/audit.rs'), 'utf8');
    const codes = [...known.matchAll(/Self::\w+ => "(\w+)",/g)].map((found) => found[1] ?? '');
    expect(codes.length).toBeGreaterThan(20);
    // What operators do with the fund's keys concerns no person: it stands in nobody's journal.
    const ofPeople = codes.filter((code) => !/^(keys?|root|trust)_/.test(code));
    expect(Object.keys(actionWords).sort()).toEqual(ofPeople.sort());
  });

  test('an action of a newer portal is named as it is', () => {
    expect(sayAction('signed_in')).toEqual({ key: 'j_signed_in' });
    expect(sayAction('pension_simulated')).toEqual({ key: 'j_other', values: { action: 'pension simulated' } });
    expect(sayAction('toString')).toEqual({ key: 'j_other', values: { action: 'toString' } });
  });

  test('no page of help leads to a page that is not there', () => {
    const help = readdirSync(join(root, 'src/routes/help'));
    expect(help).toContain('[case]');
    for (const { links } of Object.values(cases)) for (const { to } of links ?? []) expect(findCase(to.replace('/help/', ''))).toBeDefined();
  });
});

describe('what is typed is read as the portal reads it', () => {
  test.each([
    ['0612345678', '+212612345678'],
    ['06 12 34 56 78', '+212612345678'],
    ['00212612345678', '+212612345678'],
    ['+212 6-12-34-56-78', '+212612345678'],
    ['+212 0612345678', '+212612345678'],
    ['٠٧١٢٣٤٥٦٧٨', '+212712345678'],
    ['0512345678', undefined],
    ['+33612345678', undefined],
    ['061234567', undefined],
    ['612345678', undefined],
  ])('the mobile %j is %j', (typed, read) => expect(readMobile(typed)).toBe(read));

  test('a mobile is said in pairs', () => expect(sayMobile('+212612345678')).toBe('06\u00A012\u00A034\u00A056\u00A078'));

  test.each([
    ['xa 104882', 'XA104882'],
    ['X12AB345', 'X12AB345'],
    ['A/1234', undefined],
    ['AB1', undefined],
    ['A123456789012', undefined],
  ])('the card %j is %j', (typed, read) => expect(readCin(typed)).toBe(read));

  test.each([
    [' Salma.Idrissi@Example.ma ', 'Salma.Idrissi@Example.ma'],
    ["o'neill+papiers@mail.example.co.ma", "o'neill+papiers@mail.example.co.ma"],
    ['', undefined],
    ['a@b', undefined],
    ['a b@c.ma', undefined],
    ['a@@c.ma', undefined],
    ['.a@c.ma', undefined],
    ['a..b@c.ma', undefined],
    ['a@-c.ma', undefined],
    ['a@c..ma', undefined],
    ['a@c.ma\r\nBcc: x@y.ma', undefined],
    [`${'a'.repeat(65)}@c.ma`, undefined],
    ['é@c.ma', undefined],
  ])('the e-mail %j is %j', (typed, read) => expect(readEmail(typed)).toBe(read));

  test('bank details have 24 digits and a key, and the wrong key is told apart', () => {
    expect(readRib('230 780 1234567890123456 49')).toBe('230780123456789012345649');
    expect(readRib('230780123456789012345640')).toBe('key');
    expect(readRib('1234')).toBeUndefined();
    expect(readDetail('rib', '230780123456789012345640')).toEqual({ bad: 'rib_key' });
    expect(readDetail('rib', '12')).toEqual({ bad: 'rib_bad' });
    expect(readDetail('mobile', '0612345678')).toEqual({ value: '+212612345678' });
    expect(readDetail('email', 'nobody')).toEqual({ bad: 'email_bad' });
  });

  test('codes may be pasted with blanks', () => {
    expect(readAuthenticatorCode(' 123 456 ')).toBe('123456');
    expect(readAuthenticatorCode('12345678')).toBeUndefined();
    expect(readRecoveryCode('7k4m 29qx 81t0 plw3')).toBe('7K4M-29QX-81T0-PLW3');
    expect(readRecoveryCode('7K4M-29QX')).toBeUndefined();
    const token = 'Zk3_'.repeat(10);
    expect(readLinkToken(` https://fund.example/recover#${token} `)).toBe(token);
    expect(readLinkToken(`${token.slice(0, 20)}\n${token.slice(20)}`)).toBe(token);
    for (const cut of ['https://fund.example/recover#', 'https://fund.example/recover', token.slice(0, 30), `${token}é`]) {
      expect(readLinkToken(cut)).toBeUndefined();
    }
  });
});

describe('opening an account', () => {
  const answered = () => {
    const opening = new Opening();
    Object.assign(opening.typed, { number: '190 000 010', cin: 'xa104882', email: 'n@x.ma', mobile: '0612345678' });
    return opening;
  };

  test('no step is reached before the ones that lead to it', () => {
    const opening = new Opening();
    expect(opening.findStep('outcome')).toBe('number');
    opening.typed.number = '190000010';
    expect(opening.findStep('code')).toBe('cin');
    expect(opening.findStep('number')).toBe('number');
  });

  test('the code is asked for once a message left, and its answer comes after it', () => {
    const opening = answered();
    expect(opening.findStep('outcome')).toBe('mobile');
    opening.note({ sign_up_id: 's', expires_in: 600, resend_in: 60 }, opening.answers!);
    expect(opening.findStep('outcome')).toBe('code');
    opening.outcome = { state: 'blocked', case: 'file_inactive' };
    expect(opening.findStep('outcome')).toBe('outcome');
    expect(opening.findStep('email')).toBe('email');
    opening.forget();
    expect(opening.typed.cin).toBe('');
    expect(opening.findStep('outcome')).toBe('number');
  });

  test('another answer needs another message; the same answer written otherwise does not', () => {
    const opening = answered();
    opening.note({ sign_up_id: 's', expires_in: 600, resend_in: 60 }, opening.answers!);
    opening.typed.mobile = '+212 6 12 34 56 78';
    expect(opening.id).toBe('s');
    opening.typed.mobile = '0612345679';
    expect(opening.id).toBeUndefined();
    expect(opening.findStep('outcome')).toBe('mobile');
    opening.forget();
  });

  test('a second message of the same request is counted, another request begins anew', () => {
    const opening = answered();
    const sent = { sign_up_id: 's', expires_in: 600, resend_in: 60 };
    opening.note(sent, opening.answers!);
    opening.note({ ...sent, resend_in: 120 }, opening.answers!);
    expect([opening.resent, opening.resend.left]).toEqual([1, 120]);
    opening.note({ ...sent, sign_up_id: 't' }, opening.answers!);
    expect(opening.resent).toBe(0);
    opening.forget();
  });

  test('the field the portal finds fault with leads to its question', () => {
    expect(findQuestion('registration_number')).toBe('number');
    expect(findQuestion('email')).toBe('email');
    expect(findQuestion('body')).toBeUndefined();
    expect(findQuestion(null)).toBeUndefined();
    expect(Object.keys(questions)).toEqual(['number', 'cin', 'email', 'mobile']);
  });
});

describe('counting down', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('whole seconds run down to zero and stay there', () => {
    const countdown = new Countdown();
    countdown.start(2);
    expect(countdown.left).toBe(2);
    vi.advanceTimersByTime(1_000);
    expect(countdown.left).toBe(1);
    vi.advanceTimersByTime(10_000);
    expect(countdown.left).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a telephone that slept has caught up', () => {
    const countdown = new Countdown();
    countdown.start(60);
    vi.setSystemTime(Date.now() + 50_000);
    vi.advanceTimersByTime(500);
    expect(countdown.left).toBe(10);
    countdown.stop();
    expect(countdown.left).toBe(0);
  });

  test('is written as minutes and seconds', () => {
    expect([timeLeft(0), timeLeft(42), timeLeft(545)]).toEqual(['0:00', '0:42', '9:05']);
    expect(findWait(72 * 3_600)).toEqual({ key: 'wait_hours', n: 72 });
    expect(findWait(7_199)).toEqual({ key: 'wait_minutes', n: 120 });
  });
});

describe('confirming that it is the person', () => {
  const needed = () => Promise.reject(new Refusal({ code: 'confirmation_needed' }));

  test('what was refused for want of it is asked again after it', async () => {
    const work = vi.fn().mockImplementationOnce(needed).mockResolvedValueOnce('done');
    const done = confirming.through<string>(work as () => Promise<string>);
    await vi.waitFor(() => expect(confirming.open).toBe(true));
    confirming.settle(true);
    expect(await done).toEqual({ answer: 'done' });
    expect(confirming.open).toBe(false);
  });

  test('a change of mind is neither done nor an error', async () => {
    const work = vi.fn().mockImplementation(needed);
    const done = confirming.through(work as () => Promise<void>);
    await vi.waitFor(() => expect(confirming.open).toBe(true));
    confirming.settle(false);
    expect(await done).toBeUndefined();
    expect(work).toHaveBeenCalledTimes(1);
  });

  test('other refusals are passed on, and nothing is asked of the person', async () => {
    await expect(confirming.through(() => Promise.reject(new Refusal({ code: 'details_guarded' })))).rejects.toMatchObject({ body: { code: 'details_guarded' } });
    expect(confirming.open).toBe(false);
  });
});

describe('passwords', () => {
  test('the length is counted in characters, not in the bytes of a machine', () => {
    expect(findLengthFlaw('a'.repeat(11))).toBe('too_short');
    expect(findLengthFlaw('ك'.repeat(12))).toBeUndefined();
    expect(findLengthFlaw('😀'.repeat(64))).toBeUndefined();
    expect(findLengthFlaw('a'.repeat(129))).toBe('too_long');
  });

  test.each([
    ['short', 'too_short'],
    ['123456789123456789', 'common'],
    ['marrakech2026', 'guessable'],
    ['azertyuiopqsdf', 'guessable'],
    ['190000010190000010', 'guessable'],
    ['x'.repeat(200), 'too_long'],
    ['olive tambour nuage sept', undefined],
  ])('%j is judged %j', (password, flaw) => {
    const judged = judgePassword(password, ['190000010', 'Naïma']);
    if (flaw === 'common') expect(['common', 'guessable']).toContain(judged.flaw);
    else expect(judged.flaw).toBe(flaw);
    expect(judged.score >= 3 && judged.flaw === undefined).toBe(flaw === undefined);
  });
});

describe('second steps', () => {
  test('a portal that names no way means SMS, and one nobody knows is left out', () => {
    expect(findFactors(undefined)).toEqual(['sms']);
    expect(findFactors([])).toEqual(['sms']);
    expect(findFactors(['authenticator', 'voice' as never, 'sms'])).toEqual(['authenticator', 'sms']);
  });
});

describe('details', () => {
  const details = { masked_mobile: '+2126…78', masked_email: null, language: 'fr', pending: [], guarded_until: '2026-11-28T12:00:00Z' };

  test('are guarded until their hour, and not after', () => {
    expect(isGuarded(details, new Date('2026-11-28T11:59:59Z'))).toBe(true);
    expect(isGuarded(details, new Date('2026-11-28T12:00:00Z'))).toBe(false);
    expect(isGuarded({ ...details, guarded_until: null }, new Date())).toBe(false);
  });

  test('what is not on file is nothing', () => expect(DETAILS.map((detail) => findMasked(details, detail))).toEqual(['+2126…78', undefined, undefined]));
});

test('the journal is read day by day, and what is alarming stands out', () => {
  const entry = (at: string, action = 'file_read') => ({ at, actor: 'myself' as const, action });
  const noon = new Date(2026, 10, 28, 12).toISOString();
  const morning = new Date(2026, 10, 28, 8).toISOString();
  const before = new Date(2026, 10, 27, 23).toISOString();
  expect(groupByDay([entry(noon), entry(morning), entry(before)]).map(({ entries }) => entries.length)).toEqual([2, 1]);
  expect(groupByDay([])).toEqual([]);
  expect(isAlarming(entry(noon, 'session_stolen'))).toBe(true);
  expect(isAlarming(entry(noon))).toBe(false);
});

test('an office is found by its town in any of the three languages, without accents', () => {
  const text = (ar: string, fr: string, en: string) => ({ ar, fr, en });
  const office = (name: ReturnType<typeof text>) => ({ name, address: text('', '', ''), hours: text('', '', ''), phone: '' });
  const fes = office(text('وكالة فاس', 'Agence Fès', 'Fez office'));
  const agadir = office(text('وكالة أكادير', 'Agence Agadir', 'Agadir office'));
  const found = (typed: string) => findOffices([fes, agadir], typed);
  expect(found('fes')).toEqual([fes]);
  expect(found(' FEZ ')).toEqual([fes]);
  expect(found('اكادير')).toEqual([agadir]);
  expect(found('')).toHaveLength(2);
  expect(found('Tanger')).toEqual([]);
});

describe('passkeys, in a browser without the JSON helpers', () => {
  const bytes = (...values: number[]) => Uint8Array.from(values).buffer;
  afterEach(() => vi.unstubAllGlobals());

  test('bytes go there and back in base64url', () => {
    expect(writeBytes(bytes(251, 255, 0))).toBe('-_8A');
    expect([...readBytes('-_8A')]).toEqual([251, 255, 0]);
  });

  test('what is asked is read from JSON, what is answered is written as JSON', async () => {
    vi.stubGlobal('PublicKeyCredential', class {});
    const get = vi.fn().mockResolvedValue({
      id: 'AQ', rawId: bytes(1), type: 'public-key', authenticatorAttachment: 'platform', getClientExtensionResults: () => ({}),
      response: { clientDataJSON: bytes(2), authenticatorData: bytes(3), signature: bytes(4), userHandle: bytes(5) },
    });
    vi.stubGlobal('navigator', { credentials: { get } });
    const answer = await askPasskey(JSON.stringify({ publicKey: { challenge: 'AQID', allowCredentials: [{ type: 'public-key', id: 'BA' }] } }));
    expect([...get.mock.calls[0]![0].publicKey.challenge]).toEqual([1, 2, 3]);
    expect([...get.mock.calls[0]![0].publicKey.allowCredentials[0].id]).toEqual([4]);
    expect(JSON.parse(answer!)).toMatchObject({ rawId: 'AQ', response: { clientDataJSON: 'Ag', authenticatorData: 'Aw', signature: 'BA', userHandle: 'BQ' } });
  });

  test('closing the system’s window is no error; anything else is', async () => {
    vi.stubGlobal('PublicKeyCredential', class {});
    const create = vi.fn().mockRejectedValueOnce(new DOMException('no', 'NotAllowedError')).mockRejectedValueOnce(new DOMException('there', 'InvalidStateError'));
    vi.stubGlobal('navigator', { credentials: { create } });
    const options = JSON.stringify({ challenge: 'AQ', user: { id: 'AQ' } });
    expect(await makePasskey(options)).toBeUndefined();
    await expect(makePasskey(options)).rejects.toThrow('there');
  });
});
