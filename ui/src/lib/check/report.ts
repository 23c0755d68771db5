/** The report of a folder as a table for a spreadsheet (RFC 4180): its words in the reader's language, no names of people. */

import type { FolderLineView } from '$lib/bindings/FolderLineView';
import type { FolderView } from '$lib/bindings/FolderView';
import { kindWords } from '$lib/words/certificates';
import type { Key } from '$lib/words/words.svelte';
import { reasonWords, verdictLooks } from './verdicts';

type Speak = (key: Key) => string;

const HEADS: readonly Key[] = [
  'report_file', 'report_verdict', 'report_reasons', 'report_kind', 'report_reference', 'report_until', 'report_list_days', 'report_codes', 'report_checked',
];

/** All the lines, with a mark in front by which spreadsheets know that it is UTF-8. */
export function makeReport(folder: FolderView, t: Speak): string {
  const rows = folder.lines.map((line) => cells(line, folder.checked_at, t));
  return '\uFEFF' + [HEADS.map(t), ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cells(line: FolderLineView, checkedAt: string, t: Speak): string[] {
  return [
    line.file,
    t(verdictLooks[line.verdict].word),
    line.reasons.map((reason) => `${t(reasonWords[reason].key)} (${reasonWords[reason].quote})`).join(' '),
    line.kind ? t(kindWords[line.kind].title) : '',
    line.reference ?? '',
    line.valid_until ?? '',
    line.status_age_days === undefined || line.status_age_days === null ? '' : String(line.status_age_days),
    String(line.codes),
    checkedAt,
  ];
}

/** A stranger chooses a file's name: one that begins like a formula would be run by a spreadsheet, so a quote goes first. */
function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n']/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
