/** The claims attached to a certificate's PDF (PDF/A-3, ISO 32000-1 §7.11.4), as the text of a Claim 169 code. */

type Bytes = Uint8Array<ArrayBuffer>;

/** Most attachments that are tried. */
const MOST = 16;
/** Largest attachment that is read, bytes: claims are far below. */
const LARGEST = 64 * 1024;
const BASE45 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** Texts to verify, one for each attachment that may hold claims. What they are worth, their seal says. */
export async function findClaims(pdf: Bytes): Promise<string[]> {
  const texts: string[] = [];
  // Latin-1 keeps one character a byte, so positions in the text are positions in the file.
  const latin = new TextDecoder('latin1').decode(pdf);
  for (const start of findAttachments(latin)) {
    const cose = await readStream(pdf, latin, start);
    if (cose && isSigned(cose)) texts.push(encodeBase45(await pack(cose)));
  }
  return texts;
}

/** Positions of the objects that are attachments. */
function findAttachments(latin: string): number[] {
  return [...latin.matchAll(/\/Type\s*\/EmbeddedFile\b/g)].slice(0, MOST).map((found) => latin.lastIndexOf(' obj', found.index));
}

async function readStream(pdf: Bytes, latin: string, start: number): Promise<Bytes | undefined> {
  const begin = /stream\r?\n/.exec(latin.slice(start, start + 4096));
  if (start < 0 || !begin) return undefined;
  const dictionary = latin.slice(start, start + begin.index);
  const from = start + begin.index + begin[0].length;
  const to = latin.indexOf('endstream', from);
  if (to < 0 || to - from > LARGEST) return undefined;
  // The line end before `endstream` is not of the stream.
  const length = Number(/\/Length\s+(\d+)(?!\s+\d+\s+R)/.exec(dictionary)?.[1] ?? to - from);
  const packed = pdf.slice(from, from + Math.min(length, to - from));
  if (!/\/FlateDecode\b/.test(dictionary)) return packed;
  return pump(packed, new DecompressionStream('deflate')).catch(() => undefined);
}

/** A tagged COSE_Sign1 begins with tag 18 and an array of four (RFC 9052 §4.2). */
const isSigned = (bytes: Bytes): boolean => bytes[0] === 0xd2 && bytes[1] === 0x84;

/** zlib (RFC 1950), as a Claim 169 code holds it. */
export const pack = (bytes: Bytes): Promise<Bytes> => pump(bytes, new CompressionStream('deflate'));

async function pump(bytes: Bytes, through: CompressionStream | DecompressionStream): Promise<Bytes> {
  const reader = new Blob([bytes]).stream().pipeThrough(through).getReader();
  const parts: Bytes[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > LARGEST) throw new RangeError('an attachment inflates beyond its limit');
    parts.push(part.value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** RFC 9285 §4. */
export function encodeBase45(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 2) {
    const pair = index + 1 < bytes.length;
    let value = (bytes[index] ?? 0) * (pair ? 256 : 1) + (pair ? (bytes[index + 1] ?? 0) : 0);
    for (let digits = pair ? 3 : 2; digits > 0; digits--) {
      text += BASE45[value % 45];
      value = Math.floor(value / 45);
    }
  }
  return text;
}
