// What an application pays for the adapters, p-defer included: bundled, minified, compressed with brotli.
// The goals are not reached; each row says by how much. Exits with 1 above the ceiling, which holds what has been reached. `npm run check -- size`.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';

import { readArguments } from '../arguments.mjs';

readArguments('size');

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const goals = [
  { names: ['fromBeginEnd'], goal: 2700, ceiling: 3745 },
  { names: ['fromBeginEnd', 'toBeginEnd'], goal: 3200, ceiling: 5710 },
];

const rows = await Promise.all(
  goals.map(async ({ names, goal, ceiling }) => {
    const bundle = await build({
      stdin: { contents: `export { ${names.join(', ')} } from './dist/index.js';`, resolveDir: root },
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      platform: 'neutral',
      mainFields: ['module', 'main'],
      target: 'es2022',
    });
    const code = bundle.outputFiles[0]?.contents ?? new Uint8Array();
    const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
    const size = brotliCompressSync(code, options).length;
    return { names: names.join(' + '), minified: code.length, size, goal, ceiling };
  }),
);

console.log(`${'import'.padEnd(28)}${'minified'.padStart(10)}${'brotli'.padStart(10)}${'goal'.padStart(10)}   bytes`);
for (const { names, minified, size, goal, ceiling } of rows) {
  const missed = size <= goal ? 'ok' : `goal missed by ${size - goal}`;
  const verdict = size <= ceiling ? missed : `${missed}, and FAILED: ${size - ceiling} above the ceiling of ${ceiling}`;
  const cells = [minified, size, goal].map((bytes) => String(bytes).padStart(10));
  console.log(`${names.padEnd(28)}${cells.join('')}   ${verdict}`);
}
if (rows.some(({ size, ceiling }) => size > ceiling)) process.exitCode = 1;
