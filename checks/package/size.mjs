// `npm run check -- size`: what an application pays for the adapters, p-defer included: bundled from dist, minified, compressed
// with brotli; and what each source weighs of it. Exits with 1 above a ceiling, which holds what has been reached.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build, transform } from 'esbuild';

import { readArguments } from '../arguments.mjs';

readArguments('size');

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A ceiling above its goal is a miss that is known. */
const goals = [
  { names: ['fromBeginEnd'], goal: 3200, ceiling: 6380 },
  { names: ['fromBeginEnd', 'toBeginEnd'], goal: 4600, ceiling: 9010 },
];

/** @type {(names: string[], entry: string, options: import('esbuild').BuildOptions) => Promise<string>} */
async function bundle(names, entry, options) {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${names.join(', ')} } from '${entry}';`, resolveDir: root },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    ...options,
  });
  return outputFiles?.[0]?.text ?? '';
}

/** @param {string} code */
const compressed = (code) => brotliCompressSync(code, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

/**
 * What each source weighs: by how much the bundle shrinks without it. dist has them in one file, so this asks src.
 *
 * @param {string[]} names
 */
async function sources(names) {
  // With line breaks, esbuild says above each source which one it is.
  const code = await bundle(names, './src/index.ts', { minifySyntax: true, minifyIdentifiers: true });
  const [declared = ''] = code.split(/^export \{$/m);
  const parts = declared.split(/^(?=\/\/ \S+$)/m).filter((part) => part.startsWith('// '));
  const minified = await Promise.all(
    parts.map(async (part) => (await transform(part, { minifyWhitespace: true, format: 'esm' })).code),
  );
  const all = compressed(minified.join(''));
  return parts
    .map((part, index) => ({
      source: part.slice(3, part.indexOf('\n')),
      minified: minified[index]?.length ?? 0,
      brotli: all - compressed(minified.toSpliced(index, 1).join('')),
    }))
    .toSorted((a, b) => b.brotli - a.brotli);
}

/** @type {(what: string, minified: string | number, brotli: string | number, rest?: string) => void} */
const say = (what, minified, brotli, rest = '') =>
  console.log(`${what.padEnd(40)}${`${minified}`.padStart(10)}${`${brotli}`.padStart(10)}${rest}`);

const [largest] = goals.toReversed();
say(`of ${largest?.names.join(' + ')}`, 'minified', 'brotli', '   bytes');
for (const { source, minified, brotli } of await sources(largest?.names ?? [])) say(`  ${source}`, minified, brotli);

say('\nimport', ' minified', 'brotli', '      goal');
for (const { names, goal, ceiling } of goals) {
  const code = await bundle(names, './dist/index.js', { minify: true });
  const size = compressed(code);
  const missed = size <= goal ? 'ok' : `goal missed by ${size - goal}; ceiling ${ceiling}`;
  const isMet = size <= goal && ceiling > goal;
  const fault =
    size > ceiling ? 'FAILED: above the ceiling' : isMet ? 'FAILED: met, so its ceiling is the goal now' : '';
  if (fault) process.exitCode = 1;
  say(
    names.join(' + '),
    code.length,
    size,
    `${`${goal}`.padStart(10)}   ${[missed, fault].filter(Boolean).join(', ')}`,
  );
}
