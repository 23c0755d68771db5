// Files as they are chosen: what the fund could never read is told before it is kept.

import { expect, test } from 'vitest';
import { findFault } from '$lib/form/chosen';

const heic = (brand: string) => Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brand}`), Buffer.alloc(12)]);

test.each([
  ['a JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), undefined],
  ['a PNG', Buffer.from('\x89PNG\r\n\x1a\n....', 'latin1'), undefined],
  ['a PDF', Buffer.from('%PDF-1.7\n'), undefined],
  ['an iPhone’s photo', heic('heic'), undefined],
  ['another HEIC', heic('mif1'), undefined],
  ['a film', heic('isom'), 'unreadable'],
  ['notes', Buffer.from('call the pharmacist'), 'unreadable'],
  ['notes called a PDF inside', Buffer.from(' %PDF-1.7'), 'unreadable'],
  ['half a PNG’s head', Buffer.from('\x89PNG', 'latin1'), 'unreadable'],
  ['one byte', Buffer.from([0xff]), 'unreadable'],
  ['nothing', Buffer.alloc(0), 'empty'],
  ['a PDF of more than ten megabytes', Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(10 * 1024 * 1024)]), 'too_large'],
])('%s', async (_what, bytes, fault) => expect(await findFault(new Blob([bytes]))).toBe(fault));
