// How many bytes of script a first visit loads, and how many the whole web verifier: fails over the limits. One JSON object a figure.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const KB = 1000;
/** The first load (design, app.md), and the page a stranger's camera opens. */
const FIRST_LOAD = 120 * KB;
const VERIFIER = 30 * KB;

const build = fileURLToPath(new URL('../build', import.meta.url));
if (!existsSync(join(build, 'index.html'))) throw new Error('nothing is built: npm run build');
const packed = (path) => gzipSync(readFileSync(join(build, path)), { level: 9 }).length;

/** Scripts a script needs before it runs: its static imports. */
function importsOf(path) {
  const text = readFileSync(join(build, path), 'utf8');
  const found = text.matchAll(/(?:\bfrom|\bimport)\s*["'](\.{1,2}\/[^"']+\.js)["']/g);
  return [...found].map(([, relative]) => join(path, '..', relative));
}

function closure(starts) {
  const seen = new Set();
  const waiting = [...starts];
  for (let path = waiting.pop(); path; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    waiting.push(...importsOf(path));
  }
  return seen;
}

/** What a browser loads to show the door: what the page names, the home page's code, the platform, the largest language. */
function firstLoad() {
  const html = readFileSync(join(build, 'index.html'), 'utf8');
  const named = [...html.matchAll(/(?:href|src)="\/([^"]+\.js)"/g)].map(([, path]) => path);
  const client = fileURLToPath(new URL('../.svelte-kit/output/client/.vite/manifest.json', import.meta.url));
  const manifest = Object.values(JSON.parse(readFileSync(client, 'utf8')));
  const fileOf = (wanted) => manifest.find(wanted)?.file ?? fail('the manifest lacks a part of the first load');
  const home = fileOf((chunk) => chunk.name === `nodes/${findHomeNode()}`);
  const platform = fileOf((chunk) => chunk.src === 'src/lib/platform/browser.ts');
  const languages = manifest.filter((chunk) => /^messages\/\w+\.json$/.test(chunk.src ?? '')).map((chunk) => chunk.file);
  const largest = languages.sort((a, b) => packed(b) - packed(a))[0] ?? fail('no language was built');
  return closure([...named, home, platform, largest]);
}

/** Which of the numbered nodes is the page at `/`. */
function findHomeNode() {
  const app = readFileSync(fileURLToPath(new URL('../.svelte-kit/generated/client/app.js', import.meta.url)), 'utf8');
  return /"\/": \[(\d+)/.exec(app)?.[1] ?? fail('the page at / is not among the routes');
}

function fail(why) {
  throw new Error(why);
}

/** What a page with a password to choose loads besides: the judge of passwords, with the list of those tried first. */
function judge() {
  const client = fileURLToPath(new URL('../.svelte-kit/output/client/.vite/manifest.json', import.meta.url));
  const found = Object.values(JSON.parse(readFileSync(client, 'utf8'))).find((chunk) => chunk.src === 'src/lib/platform/strength.ts');
  return found?.file ?? fail('the judge of passwords is not a part of its own');
}

const sum = (paths) => [...paths].reduce((total, path) => total + packed(path), 0);
const first = sum(firstLoad());
const everyScript = readdirSync(build, { recursive: true }).filter((path) => path.endsWith('.js') && !path.startsWith('verify'));
const verifier = readdirSync(join(build, 'verify'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !/\.(br|gz)$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name).slice(build.length + 1));
const figures = [
  { figure: 'browser, first load of the screens', ours: first / KB, peer: FIRST_LOAD / KB, peer_name: 'limit', note: 'gzip -9: every script a first visit to the door loads, with the largest of the three languages' },
  { figure: 'browser, judge of passwords', ours: packed(judge()) / KB, note: 'gzip -9: loaded only where a password is chosen, while it is typed' },
  { figure: 'browser, all screens together', ours: sum(everyScript) / KB, note: 'gzip -9: every script there is, with the code decoder and the three languages' },
  { figure: 'web verifier, everything', ours: sum(verifier) / KB, peer: VERIFIER / KB, peer_name: 'limit', note: 'gzip -9: page, script, style and worker; it needs no more' },
];
for (const figure of figures) {
  const ratio = figure.peer === undefined ? {} : { ratio: figure.ours / figure.peer };
  console.log(JSON.stringify({ ours_name: 'damane', unit: 'KB', ...figure, ...ratio }));
}
if (firstLoad().has(judge())) fail('the first load holds the judge of passwords');
if (first > FIRST_LOAD) fail(`the first load is ${Math.round(first / KB)} KB`);
if (verifier.length === 0 || sum(verifier) > VERIFIER) fail('the web verifier is missing or too large');
