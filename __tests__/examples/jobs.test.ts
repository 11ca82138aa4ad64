import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const folder = new URL('../../examples/jobs/', import.meta.url);
const page = readFileSync(new URL('../../docs/scaling-out.md', import.meta.url), 'utf8');
const blocks = Array.from(page.matchAll(/^```mjs\n(.*?)^```$/gms), ([, code]) => code);

test('docs/scaling-out.md, its programs, are those that `npm run check -- jobs` runs', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.mjs'));
  const names = blocks.map((code) => files.find((name) => readFileSync(new URL(name, folder), 'utf8') === code));
  expect(names).toStrictEqual(['guide.mjs', 'worker.mjs']);
});
