// The test files as ES modules that any engine can load, twice: for engines with Node's modules, and with stand-ins for
// those that a test may do without. Each file has a copy of the library of its own, as it has in Jest.
import { readFileSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

import { blocksOf } from '../../__tests__/docs/blocks.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const tests = join(root, '__tests__');

/** What of __tests__ is about this repository, or about Windows, and not about the library at work. */
const others = new Set(['checks', 'docs', 'examples', 'media-foundation', 'support', 'types']);

/** The source of each entry of the library, by the name that users import. @type {Map<string, string>} */
const entries = new Map(
  Object.entries(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).exports)
    .filter(([, entry]) => entry.default !== undefined)
    .map(([path, entry]) => [
      path.replace('.', 'begin-end'),
      join(root, entry.default.replace('dist', 'src').replace('.js', '.ts')),
    ]),
);

/** Their names, as in `adapters/misuse.test.ts`. */
export const testFiles = readdirSync(tests, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !others.has(entry.name))
  .flatMap(({ name: folder }) =>
    readdirSync(join(tests, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .toSorted(),
  );

/** The tests of threads, which no Jest runs: `Worker` is not in Node. */
const threads = 'checks/engines/threads/threads.mjs';

const pathOf = (/** @type {string} */ file) => (file === threads ? join(root, file) : join(tests, file));

/** The handlers for Comlink, as a user pastes them. @param {import('esbuild').PluginBuild} plugin */
function resolveRecipes(plugin) {
  const page = 'docs/errors-and-hresults.md';
  const recipes = blocksOf(page, readFileSync(join(root, page), 'utf8')).filter(({ code }) => code.includes('comlink'));
  plugin.onResolve({ filter: /^engines:recipes$|^recipe\d+$/ }, ({ path }) => ({ path, namespace: 'recipes' }));
  plugin.onLoad({ filter: /^engines:/, namespace: 'recipes' }, () => ({
    contents: recipes.map((_, index) => `import 'recipe${index}';`).join('\n'),
  }));
  plugin.onLoad({ filter: /^recipe/, namespace: 'recipes' }, ({ path }) => ({
    contents: recipes[Number(path.slice('recipe'.length))]?.code ?? '',
    loader: 'ts',
    resolveDir: root,
  }));
}

/**
 * Writes into a folder the modules that begin a run, and what they import.
 *
 * @param {string} outdir
 * @param {{ hasNode: boolean, files?: readonly string[] }} options
 */
export async function bundle(outdir, { hasNode, files = [...testFiles, threads] }) {
  const starts = hasNode ? ['start.process'] : ['start.page', 'start.workerd'];
  await build({
    entryPoints: [
      ...[...starts, 'runner'].map((name) => ({ in: join(here, `${name}.mjs`), out: name })),
      ...files.map((file, index) => ({ in: `test:${file}`, out: `${index}` })),
      ...(hasNode ? [] : [{ in: join(here, 'stand-ins/process.mjs'), out: 'process' }]),
    ],
    outdir,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    platform: hasNode ? 'node' : 'browser',
    mainFields: [...(hasNode ? [] : ['browser']), 'module', 'main'],
    // Tests speak of functions by their names.
    keepNames: true,
    // All that a file imports is evaluated, as in Jest: what `sideEffects` of package.json says is for users.
    ignoreAnnotations: true,
    logLevel: 'error',
    define: {
      'process.env.NODE_ENV': '"test"',
      // What the laws take: with them a failure can be run again, in an engine that has no environment.
      ENGINES_ENV: JSON.stringify({ SEED: process.env['SEED'], RUNS: process.env['RUNS'] }),
    },
    ...(hasNode
      ? {
          banner: {
            js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`,
          },
        }
      : { inject: [join(here, 'stand-ins/globals.mjs')] }),
    plugins: [pluginFor(files, hasNode)],
  });
  // By itself, with nothing of what stands in for Node: that would catch what nothing is to catch.
  await build({
    entryPoints: [{ in: join(here, 'threads/thread.mjs'), out: 'thread' }],
    outdir,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
    plugins: [
      {
        name: 'thread',
        setup(plugin) {
          resolveLibrary(plugin);
          resolveRecipes(plugin);
        },
      },
    ],
  });
}

/** Writes smoke.js, which needs nothing of its engine. @param {string} outdir */
export async function bundleSmoke(outdir) {
  await build({
    entryPoints: [{ in: join(here, 'start.smoke.mjs'), out: 'smoke' }],
    outdir,
    bundle: true,
    format: 'iife',
    target: 'es2022',
    logLevel: 'error',
    plugins: [{ name: 'library', setup: resolveLibrary }],
  });
}

/** The library by its own name, from its sources. @param {import('esbuild').PluginBuild} plugin */
function resolveLibrary(plugin) {
  plugin.onResolve({ filter: /^begin-end(\/.*)?$/ }, ({ path }) => ({ path: entries.get(path) ?? path }));
}

/** What an engine may lack: the modules of Node, and what bundles for a test. */
const isHosts = (/** @type {string} */ id) => builtinModules.includes(id) || id === 'esbuild';

/** @type {(files: readonly string[], hasNode: boolean) => import('esbuild').Plugin} */
const pluginFor = (files, hasNode) => ({
  name: 'engines',
  setup(plugin) {
    plugin.onResolve({ filter: /^test:/ }, ({ path }) => ({ path: path.slice('test:'.length), namespace: 'test' }));
    // Evaluated when it is its turn: in a module that is imported statically, for a service worker can do no other.
    plugin.onLoad({ filter: /./, namespace: 'test' }, ({ path }) => ({
      contents: `export const load = () => import(${JSON.stringify(pathOf(path))});`,
      resolveDir: root,
    }));

    resolveRecipes(plugin);
    plugin.onResolve({ filter: /^engines:files$/ }, () => ({ path: 'files', namespace: 'files' }));
    plugin.onLoad({ filter: /./, namespace: 'files' }, () => ({
      contents: [
        ...files.map((_, index) => `import { load as load${index} } from './${index}.js';`),
        `export const files = [`,
        ...files.map((file, index) => `{ name: ${JSON.stringify(file)}, load: load${index} },`),
        `];`,
      ].join('\n'),
    }));
    plugin.onResolve({ filter: /./, namespace: 'files' }, ({ path }) => ({ path, external: true }));

    // One copy for all files.
    plugin.onResolve({ filter: /^@jest\/globals$|\/runner\.mjs$/ }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: './runner.js', external: true },
    );
    resolveLibrary(plugin);
    plugin.onLoad({ filter: /__tests__.*\.m?ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path))),
      loader: 'ts',
    }));

    plugin.onResolve({ filter: /^[a-z\d:_/]+$/ }, ({ path }) => {
      const id = path.replace(/^node:/, '');
      if (!isHosts(id)) return undefined;
      if (hasNode) return { path: id === 'esbuild' ? id : `node:${id}`, external: true };
      // One copy for all files: what is thrown in any of them comes to the same place.
      return id === 'process' ? { path: './process.js', external: true } : { path: id, namespace: 'absent' };
    });
    // It reads files, to show the line that failed.
    plugin.onResolve({ filter: /^jest-message-util$/ }, () => ({
      path: join(here, 'stand-ins/jest-message-util.mjs'),
    }));
    // What stands in for it; every other function that is imported throws when it is called. The names are not known, hence
    // the Proxy: as the prototype, for esbuild looks there for what a module does not export by itself.
    plugin.onLoad({ filter: /./, namespace: 'absent' }, ({ path }) => ({
      contents: `
        const absent = (name) => function () { throw new Error('${path} is not here: ' + name); };
        const get = (_, name) => (typeof name === 'symbol' || name === '__esModule' ? undefined : absent(name));
        const standIns = globalThis[Symbol.for('begin-end.standIns')];
        module.exports = Object.assign(Object.create(new Proxy({}, { get })), standIns?.['${path}']);`,
      loader: 'js',
    }));
  },
});
