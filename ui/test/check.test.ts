// Checking: which of several codes decides, what is remembered, a folder's report, the Claim 169 text.

import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import type { FolderView } from '$lib/bindings/FolderView';
import type { VerdictView } from '$lib/bindings/VerdictView';
import { toClaim169 } from '$lib/certificates/claim169';
import { findLight, setLight } from '$lib/camera/light';
import { MOST_REMEMBERED, daysBetween, findListed, findRemembered, keepHistory, keepRemembered, keepsHistory } from '$lib/check/checked';
import { decide } from '$lib/check/deciding';
import { makeReport } from '$lib/check/report';
import { verdictLooks } from '$lib/check/verdicts';
import type { Judged } from '$lib/platform';
import fr from '$messages/fr.json';
import { type OpenBundle, openBundle, verifyWith } from '$verifier/verify';

const judged = (verdict: VerdictView, more: Partial<Judged> = {}): Judged => ({ verdict, reasons: [], ...more });

describe('of several codes in one picture', () => {
  test('the worst decides, and each keeps its answer', () => {
    const answers = [judged('valid'), judged('not_genuine'), judged('expired')];
    expect(decide(answers)).toEqual({ ...judged('not_genuine'), codes: answers });
    const wordless = [judged('valid'), judged('not_a_certificate', { foreign: 'web_address' })];
    expect(decide(wordless).verdict).toBe('valid');
  });

  test('a family that has a name is named before one that has none', () => {
    const other = judged('not_a_certificate', { foreign: 'other' });
    expect(decide([other, judged('not_a_certificate', { foreign: 'two_d_doc' })]).foreign).toBe('two_d_doc');
  });

  test('every verdict has its place among the others', () => {
    for (const verdict of Object.keys(verdictLooks) as VerdictView[]) {
      if (verdict === 'valid' || verdict === 'not_a_certificate') continue;
      expect(decide([judged('valid'), judged(verdict), judged('valid')]).verdict, verdict).toBe(verdict);
    }
  });

  test('one alone stands alone, and none is said to be none', () => {
    expect(decide([judged('valid')])).toEqual(judged('valid'));
    expect(decide([])).toEqual({ verdict: 'not_a_certificate', reasons: ['no_code'] });
  });
});

describe('how old a list is', () => {
  const checked = (more: Partial<Judged>) => ({ judged: judged('valid', more), at: '2026-11-23T09:00:00' });
  const days = (more: Partial<Judged>) => {
    const one = checked(more);
    const listed = findListed(one);
    return listed && daysBetween(listed, new Date(one.at));
  };

  test('is counted in the reader’s days: last evening’s is of yesterday', () => {
    expect(days({ status_as_of: '2026-11-22T21:00:00', status_age_days: 0 })).toBe(1);
    expect(days({ status_as_of: '2026-11-23T00:01:00', status_age_days: 0 })).toBe(0);
    expect(days({ status_as_of: '2026-11-18T09:00:00', status_age_days: 5 })).toBe(5);
  });

  test('is still said where only its age is known, and not where nothing is', () => {
    expect(days({ status_age_days: 3 })).toBe(3);
    expect(days({})).toBeUndefined();
  });
});

describe('what is remembered', () => {
  beforeEach(() => {
    const kept = new Map<string, string>();
    globalThis.localStorage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    } as Storage;
  });

  test('goes after thirty days, and after twenty others', () => {
    const now = new Date('2026-11-28T10:00:00Z');
    const at = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString();
    keepRemembered([{ verdict: 'valid', at: at(1) }, { verdict: 'revoked', at: at(29) }, { verdict: 'expired', at: at(31) }]);
    expect(findRemembered(now).map(({ verdict }) => verdict)).toEqual(['valid', 'revoked']);
    expect(localStorage.getItem('damane-checked')).not.toContain('expired');
    keepRemembered(Array.from({ length: 30 }, () => ({ verdict: 'valid' as const, at: at(0) })));
    expect(findRemembered(now)).toHaveLength(MOST_REMEMBERED);
  });

  test('can be switched off, and leaves no trace when it is cleared', () => {
    expect(keepsHistory()).toBe(true);
    keepHistory(false);
    expect(keepsHistory()).toBe(false);
    keepHistory(true);
    keepRemembered([]);
    expect(localStorage.getItem('damane-checked')).toBeNull();
    localStorage.setItem('damane-checked', '{broken');
    expect(findRemembered(new Date())).toEqual([]);
  });
});

describe('the report of a folder', () => {
  const line = (file: string, more = {}) => ({ file, verdict: 'valid' as const, reasons: [], codes: 1, ...more });
  const folder: FolderView = {
    name: 'dossier',
    lines: [
      line('a.pdf', { kind: 'employment', reference: 'EM-7K4M-29QX-81TN', valid_until: '2027-02-19', status_age_days: 0 }),
      line('=HYPERLINK("http://x","y").pdf', { verdict: 'not_genuine', reasons: ['pdf_changed', 'key_unknown'] }),
      line('نعم, "oui".png', { codes: 3 }),
    ],
    left_out: 0,
    checked_at: '2026-11-28T10:00:00Z',
  };
  const report = makeReport(folder, (key) => String(fr[key as keyof typeof fr]));
  const lines = report.split('\r\n');

  test('is a table a spreadsheet opens: its heads, a line a file, its quotes doubled', () => {
    expect(report.charCodeAt(0)).toBe(0xfeff);
    expect(lines).toHaveLength(5);
    expect(lines[0]).toBe('\uFEFFFichier,Résultat,Raisons,Document,Référence,Valable jusqu’au,Âge de la liste (jours),Codes trouvés,Vérifié le');
    expect(lines[1]).toBe(`a.pdf,Valide,,${fr.kind_employment},EM-7K4M-29QX-81TN,2027-02-19,0,1,2026-11-28T10:00:00Z`);
    expect(lines[3]).toMatch(/^"نعم, ""oui""\.png",Valide,/);
  });

  test('runs no file’s name as a formula', () => {
    expect(lines[2]).toMatch(/^"'=HYPERLINK\(""http:\/\/x"",""y""\)\.pdf",/);
    expect(lines[2]).toContain('(V-PDF-01)');
    for (const start of ['+1', '-1', '@sum', '\t=1']) {
      const [, row] = makeReport({ ...folder, lines: [line(start)] }, (key) => key).split('\r\n');
      expect(row, start).toMatch(/^"'/);
    }
  });
});

describe('the Claim 169 text of a certificate', () => {
  const file = new URL('../../tests/vectors/credential/verdicts.json', import.meta.url);
  const { bundles, cases } = JSON.parse(readFileSync(file, 'utf8')) as {
    bundles: Record<string, { root: string; trust: string; status: string[] }>;
    cases: { name: string; bundle: string; text: string; now: number }[];
  };
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));

  test('is the same certificate under the same seal, in the characters of base45', async () => {
    const fresh = cases.find(({ name }) => name === 'fresh')!;
    const { root, trust, status } = bundles[fresh.bundle]!;
    const lists = (await openBundle({ root: bytes(root), trust: bytes(trust), status: status.map(bytes) })) as OpenBundle;
    const text = await toClaim169(fresh.text);
    expect(text).toMatch(/^[0-9A-Z $%*+\-./:]+$/);
    const printed = await verifyWith(fresh.text, lists, fresh.now * 1000);
    const other = await verifyWith(text, lists, fresh.now * 1000);
    expect(other.verdict).toBe('valid');
    expect(other.certificate).toEqual(printed.certificate);
    await expect(toClaim169('https://damane.example/')).rejects.toThrow(TypeError);
  });
});

describe('the light of a camera', () => {
  const camera = (capabilities?: object) => {
    const asked: MediaTrackConstraints[] = [];
    const track = {
      ...(capabilities ? { getCapabilities: () => capabilities } : {}),
      applyConstraints: async (constraints: MediaTrackConstraints) => void asked.push(constraints),
    };
    return { asked, stream: { getVideoTracks: () => [track] } as unknown as MediaStream };
  };

  test('is offered where there is one, and switched', async () => {
    const { asked, stream } = camera({ torch: true });
    await setLight(findLight(stream)!, true);
    expect(asked).toEqual([{ advanced: [{ torch: true }] }]);
    expect(findLight(camera({ torch: false }).stream)).toBeUndefined();
    expect(findLight(camera().stream)).toBeUndefined();
    expect(findLight({ getVideoTracks: () => [] } as unknown as MediaStream)).toBeUndefined();
  });
});
