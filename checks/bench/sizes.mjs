// What an application pays to have an entry point or a peer: bytes when bundled, minified and compressed with brotli, and the
// time of its import. Prints JSON.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { commandOf } from '../arguments.mjs';
import { quantile } from './measure.mjs';

/** @type {{ full?: true }} */
const options = commandOf(
  'node checks/bench/sizes.mjs',
  'Prints what entry points and peers cost an application, as JSON.',
)
  .option('--full', 'import each more often')
  .parse()
  .opts();

const here = dirname(fileURLToPath(import.meta.url));
const { build } = createRequire(join(here, '..', '..', 'package.json'))('esbuild');

/** @type {Record<string, string>} */
const imports = {
  fromBeginEnd: `{ fromBeginEnd } from '../../dist/index.js'`,
  'both adapters': `{ fromBeginEnd, toBeginEnd } from '../../dist/index.js'`,
  'begin-end': `* from '../../dist/index.js'`,
  'begin-end/platform': `* from '../../dist/platform/index.js'`,
  'begin-end/tracing': `* from '../../dist/tracing/index.js'`,
  'begin-end/hresults': `* from '../../dist/contract/hresults.js'`,
  pify: `{ default } from 'pify'`,
  'es6-promisify': `* from 'es6-promisify'`,
  'p-cancelable': `{ default } from 'p-cancelable'`,
  universalify: `{ default } from 'universalify'`,
  bluebird: `{ default } from 'bluebird'`,
  '@google-cloud/promisify': `* from '@google-cloud/promisify'`,
  'effect (Effect)': `{ Effect } from 'effect'`,
};

/** @type {(statement: string) => Promise<number>} */
async function brotliBytes(statement) {
  const bundle = await build({
    stdin: { contents: `export ${statement};`, resolveDir: here },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    logLevel: 'error',
  });
  return brotliCompressSync(bundle.outputFiles[0].contents, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
    .length;
}

/** Milliseconds from before the import until after it, median of fresh processes. */
/** @type {(statement: string, times: number) => number} */
function importTime(statement, times) {
  const specifier = /'(.+)'/.exec(statement)?.[1];
  const code = `const t = performance.now(); await import('${specifier}'); console.log(performance.now() - t);`;
  const results = Array.from({ length: times }, () =>
    Number(spawnSync(process.execPath, ['--input-type=module', '-e', code], { cwd: here, encoding: 'utf8' }).stdout),
  );
  return quantile(results);
}

const times = options.full ? 15 : 3;
/** @type {Record<string, { bytes: number, milliseconds: number }>} */
const result = {};
for (const [name, statement] of Object.entries(imports)) {
  result[name] = { bytes: await brotliBytes(statement), milliseconds: importTime(statement, times) };
}
console.log(JSON.stringify(result));
