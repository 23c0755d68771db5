// After the build: SvelteKit's start script leaves the page for a file of its own, because the policy allows no inline script.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const page = new URL('../build/index.html', import.meta.url);
const html = readFileSync(page, 'utf8');
const inline = /<script>([\s\S]*?)<\/script>/g;
const found = [...html.matchAll(inline)];
if (found.length !== 1) throw new Error(`one inline script was expected in index.html, ${found.length} found`);
const script = `// Starts the screens.\n${found[0][1].trim()}\n`;
const name = `_app/immutable/entry/begin.${createHash('sha256').update(script).digest('hex').slice(0, 8)}.js`;
writeFileSync(new URL(`../build/${name}`, import.meta.url), script);
const finished = html.replace(inline, `<script src="/${name}"></script>`);
if (/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=/.test(finished)) throw new Error('index.html still holds inline script or style');
writeFileSync(page, finished);
