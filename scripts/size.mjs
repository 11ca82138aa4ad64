// What an application pays for the adapters, p-defer included: bundled, minified, compressed with brotli.
// Exits with 1 above a goal. Needs dist: `npm run size` sets up and builds first.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const goals = [
  { names: ['fromBeginEnd'], goal: 2700 },
  { names: ['fromBeginEnd', 'toBeginEnd'], goal: 3200 },
];

const rows = await Promise.all(
  goals.map(async ({ names, goal }) => {
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
    return { names: names.join(' + '), minified: code.length, size, goal };
  }),
);

console.log(`${'import'.padEnd(28)}${'minified'.padStart(10)}${'brotli'.padStart(10)}${'goal'.padStart(10)}   bytes`);
for (const { names, minified, size, goal } of rows) {
  const verdict = size <= goal ? 'ok' : `${size - goal} too many`;
  const cells = [minified, size, goal].map((bytes) => String(bytes).padStart(10));
  console.log(`${names.padEnd(28)}${cells.join('')}   ${verdict}`);
}
if (rows.some(({ size, goal }) => size > goal)) process.exitCode = 1;
