// What the playground needs of the library and of this folder, as modules of the site: nothing is fetched when it runs.
//
//     virtual:playground/thread       the thread of a program with the built library in it, as one text
//     virtual:playground/names        what each entry of the package exports, with the first lines of its documentation
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

async function thread() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('worker.mjs', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    minify: true,
    // Error messages say the names of classes and functions.
    keepNames: true,
    logLevel: 'error',
    nodePaths: [fileURLToPath(new URL('../../../node_modules', import.meta.url))],
  });
  return /** @type {any} */ (outputFiles[0]).text;
}

/** The first paragraph of a comment. @type {(comment: string) => string} */
const summaryOf = (comment) =>
  (
    comment
      .replaceAll(/^\/\*\*|\*\/$|^\s*\* ?/gm, '')
      .trim()
      .split(/\n\n|\n@/)[0] ?? ''
  )
    .replaceAll(/\{@link (\w+)\}/g, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim();

/**
 * What the declarations say of each name. Not the compiler's answer: the first declaration of that name, as it is written.
 *
 * @returns {Map<string, { detail: string, info: string }>}
 */
function documentation() {
  const found = new Map();
  const declaration =
    /(\/\*\*(?:(?!\*\/)[^])*\*\/)\s*(?:export )?declare (function|const|class) ([\w$]+)([^;{]*)|(\/\*\*(?:(?!\*\/)[^])*\*\/)\s*(?:readonly )?([A-Za-z]\w+)(\??\([^;{]*\)[^;{]*);/g;
  for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.d.ts') || file.includes('media-foundation')) continue;
    const text = readFileSync(new URL(file.replaceAll('\\', '/'), dist), 'utf8');
    for (const [, comment, kind, name, rest, memberComment, member, signature] of text.matchAll(declaration)) {
      const key = name ?? `.${member}`;
      if (found.has(key)) continue;
      const detail = `${kind ? `${kind} ` : ''}${name ?? member}${rest ?? signature}`.replaceAll(/\s+/g, ' ').trim();
      found.set(key, {
        detail: detail.length > 160 ? `${detail.slice(0, 160)} …` : detail,
        info: summaryOf(comment ?? memberComment ?? ''),
      });
    }
  }
  return found;
}

async function names() {
  const known = documentation();
  /** @type {Record<string, { name: string, detail?: string, info?: string }[]>} */
  const exported = {};
  for (const [specifier, { file }] of Object.entries(entries)) {
    // Its 2,000 codes are no help while one types.
    if (specifier === 'begin-end/hresults') exported[specifier] = [];
    else {
      const all = Object.keys(await import(new URL(file, dist).href));
      exported[specifier] = all.map((name) => Object.assign({ name }, known.get(name)));
    }
  }
  const members = ['Invoke', 'GetParameters', 'GetState', 'GetStatus', 'SetStatus', 'GetObject', 'cancel'];
  return { exported, members: members.map((name) => Object.assign({ name }, known.get(`.${name}`))) };
}

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
  /** @type {Record<string, () => Promise<string>>} */
  const modules = {
    'virtual:playground/thread': async () =>
      `export const thread = ${JSON.stringify(await thread())}; export const shims = ${JSON.stringify(await shims())};`,
    'virtual:playground/names': async () => `export default ${JSON.stringify(await names())};`,
    'virtual:playground/examples': async () => `export default ${JSON.stringify(examples())};`,
  };
  return {
    name: 'begin-end-playground',
    // The playground is one chunk with the editor and the library in it, which only its own page loads.
    config: () => ({ build: { chunkSizeWarningLimit: 1000 } }),
    resolveId: (id) => (id in modules ? `\0${id}` : undefined),
    load: (id) => modules[id.slice(1)]?.(),
  };
}
