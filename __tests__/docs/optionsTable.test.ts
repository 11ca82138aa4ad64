import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../', import.meta.url));
const rows = Array.from(
  readFileSync(join(root, 'docs/options.md'), 'utf8').matchAll(/^\| `(\w+)` +\|/gm),
  ([, name]) => name,
);

/** The options that the sources declare, in interfaces called `…Options`. */
const declared = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => {
    const source = readFileSync(join(root, 'src', file), 'utf8');
    return Array.from(source.matchAll(/^export interface (\w+Options)\b[^{]*\{\n(.*?)^\}/gms), ([, of, body = '']) => ({
      of,
      names: Array.from(body.matchAll(/^ {2}(?:readonly )?(\w+)\?: (?!never)/gm), ([, name]) => name),
    }));
  });

test.each(declared)('docs/options.md, each option of $of, has a row', ({ names }) => {
  expect(names).not.toStrictEqual([]);
  expect(names.filter((name) => !rows.includes(name))).toStrictEqual([]);
});

test('docs/options.md, each of its rows, is of an option that exists', () => {
  // `cause` is one of every Error.
  const known = new Set(['cause', ...declared.flatMap(({ names }) => names)]);
  expect(rows.filter((name) => !known.has(name))).toStrictEqual([]);
});
