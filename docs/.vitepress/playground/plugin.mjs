// What the playground needs of the library and of this folder, as modules of the site: nothing is fetched when it runs.
//
//     virtual:playground/thread       the thread of a program with the built library in it, as one text
//     virtual:playground/checker      the address of the thread that checks types, with the compiler and all declarations in it
//     virtual:playground/examples     the programs of examples/, in the order of their names
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

import { examples } from './examples.mjs';

const dist = new URL('../../../dist/', import.meta.url);
const entries = {
  'begin-end': { key: 'index', file: 'index.js' },
  'begin-end/hresults': { key: 'hresults', file: 'contract/hresults.js' },
  'begin-end/platform': { key: 'platform', file: 'platform/index.js' },
  'begin-end/testing': { key: 'testing', file: 'testing/index.js' },
  'begin-end/tracing': { key: 'tracing', file: 'tracing/index.js' },
};

/** @param {import('esbuild').BuildOptions} source @returns {Promise<string>} a script for a thread, with all that it imports */
async function bundled(source) {
  const { outputFiles } = await build({
    ...source,
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    minify: true,
    logLevel: 'error',
    nodePaths: [fileURLToPath(new URL('../../../node_modules', import.meta.url))],
  });
  return /** @type {any} */ (outputFiles[0]).text;
}

const thread = () =>
  bundled({
    entryPoints: [fileURLToPath(new URL('worker.mjs', import.meta.url))],
    // Error messages say the names of classes and functions.
    keepNames: true,
  });

/** The declarations that a program is checked against: those of the compiler, but for pages, and of the library. */
function declarations() {
  /** @type {Record<string, string>} */
  const files = {};
  const take = (/** @type {URL} */ folder, /** @type {string} */ path, /** @type {RegExp} */ wanted) => {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const file = name.replaceAll('\\', '/');
      if (wanted.test(file)) files[`${path}/${file}`] = readFileSync(new URL(file, folder), 'utf8');
    }
  };
  const compiler = new URL('../node_modules/typescript/lib/', import.meta.url);
  take(compiler, '/lib', /^lib\.(es|decorators|webworker).*(?<!\.full)\.d\.ts$/);
  take(dist, '/node_modules/begin-end/dist', /^(?!media-foundation).*\.d\.ts$/);
  files['/node_modules/begin-end/package.json'] = readFileSync(new URL('../package.json', dist), 'utf8');
  return files;
}

/** @type {Promise<string> | undefined} */
let checkerThread;
/** Once for both builds of VitePress: that for browsers, and that which renders the pages. */
const checker = () =>
  (checkerThread ??= bundled({
    stdin: {
      contents: `import { answer } from './checkerThread.mjs'; answer(${JSON.stringify(declarations())});`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
  }));

/** What stands for each entry of the package in a program: a module that takes the exports from the thread's own copy. */
async function shims() {
  const texts = {};
  for (const [specifier, { key, file }] of Object.entries(entries)) {
    const all = Object.keys(await import(new URL(file, dist).href));
    texts[specifier] = `export const { ${all.join(', ')} } = globalThis['begin-end playground'].${key};`;
  }
  return texts;
}

/** @returns {import('vite').Plugin} */
export function playground() {
  /** @type {Record<string, (context: import('rollup').PluginContext) => Promise<string>>} */
  const modules = {
    'virtual:playground/thread': async () =>
      `export const thread = ${JSON.stringify(await thread())}; export const shims = ${JSON.stringify(await shims())};`,
    'virtual:playground/checker': async (context) => {
      const asset = context.emitFile({ type: 'asset', name: 'checker.js', source: await checker() });
      return `export default import.meta.ROLLUP_FILE_URL_${asset};`;
    },
    'virtual:playground/examples': async () => `export default ${JSON.stringify(examples())};`,
  };
  return {
    name: 'begin-end-playground',
    // The playground is one chunk with the editor and the library in it, which only its own page loads.
    config: () => ({ build: { chunkSizeWarningLimit: 1000 } }),
    resolveId: (id) => (id in modules ? `\0${id}` : undefined),
    load(id) {
      return modules[id.slice(1)]?.(this);
    },
  };
}
