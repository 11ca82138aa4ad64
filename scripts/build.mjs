// Builds dist from src: one file for each entry of package.json, what they share in dist/shared, and the types of the
// sources that these entries show. All of it is written next to dist, and one rename puts the result in place: no stale file of an
// earlier build survives, and neither a failed nor a concurrent build leaves half a dist behind.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, posix, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { program } from 'commander';
import { build, formatMessagesSync, transform } from 'esbuild';

program.name('npm run build --').description('Builds dist from src.').showSuggestionAfterError(false).parse();

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = join(root, 'src');
const fresh = join(root, `.build-${process.pid}`);
const entries = entriesOf(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
/** The main entry: the adapters, and all that they need. */
const core = join(sources, 'index.ts');
/** What `let` declares at the top level of a source. */
const variables = new Set(
  readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => readFileSync(join(sources, name), 'utf8').match(/(?<=^(?:export )?let )\w+/gm) ?? []),
);
/** Files of their own: the tables of codes, and `hresults`, which teaches them, the only file with a side effect. */
const apart = ['hresults', 'hresultTable', 'win32'].map((name) => join(sources, 'contract', `${name}.ts`));

try {
  if (compileTypes()) {
    removeInnerTypes();
    await bundle();
    replace(join(root, 'dist'), fresh);
  } else process.exitCode = 1;
} finally {
  rmSync(fresh, { recursive: true, force: true });
}

/** The sources of what package.json exports. @param {{ exports: Record<string, { default?: string }> }} manifest */
function entriesOf({ exports }) {
  return Object.values(exports).flatMap(({ default: file }) =>
    file === undefined ? [] : [join(root, file.replace(/^\.\/dist\/(.+)\.js$/, 'src/$1.ts'))],
  );
}

function compileTypes() {
  const args = ['node_modules/typescript/bin/tsc', '--emitDeclarationOnly', '--outDir', fresh];
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0;
}

/** Removes the types of sources that no entry refers to: nobody can import them. */
function removeInnerTypes() {
  const shown = new Set();
  const waiting = entries.map((entry) => join(fresh, relative(sources, entry).replace(/\.ts$/, '.d.ts')));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (shown.has(file)) continue;
    shown.add(file);
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(/(?:from |import\(|import )['"](\..+?)\.js['"]/g)) {
      waiting.push(join(dirname(file), `${path}.d.ts`));
    }
  }
  for (const name of readdirSync(fresh, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.d.ts') && !shown.has(join(fresh, name))) rmSync(join(fresh, name));
  }
}

async function bundle() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [...new Set([...entries, ...apart])],
    outdir: fresh,
    outbase: sources,
    chunkNames: 'shared/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'neutral',
    packages: 'external',
    // As the compiler is told: `#private` must stay native.
    target: 'es2022',
    write: false,
    plugins: [{ name: 'files', setup: divide }],
  });
  for (const { path, text } of outputFiles) {
    const code = restoreConstants(await inlineNumbers(text));
    // Such as that something assigns to a constant.
    const { warnings } = await transform(code);
    if (warnings.length > 0) throw new Error(formatMessagesSync(warnings, { kind: 'warning' }).join('\n'));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
  }
}

/**
 * Says what goes into which file. esbuild makes a shared file for each set of entries that need the same sources, and V8 reads
 * what one file imports from another more slowly than what is its own: so each entry needs all that the main one does,
 * which puts the adapters into one file.
 *
 * @param {import('esbuild').PluginBuild} plugin
 */
function divide(plugin) {
  plugin.onResolve({ filter: /^\.|\.ts$/ }, ({ path, kind, resolveDir }) => {
    const file = resolve(resolveDir, path.replace(/\.js$/, '.ts'));
    // All files of dist that import one of these lie in a folder.
    if (apart.includes(file) && kind !== 'entry-point')
      return { path: `../contract/${basename(path)}`, external: true };
    return { path: file, sideEffects: true };
  });
  plugin.onLoad({ filter: /\.ts$/ }, ({ path }) => {
    const source = readFileSync(path, 'utf8');
    if (path === core || !entries.includes(path)) return { contents: source, loader: 'ts' };
    const toCore = relative(dirname(path), core).split(sep).join(posix.sep);
    return { contents: `${source}\nimport './${toCore}';`, loader: 'ts' };
  });
}

/**
 * Writes numbers in the place of their names: states and codes cost less bytecode then, of which V8 inlines only so much.
 * esbuild does that by itself only where it minifies, too, which takes the names off functions.
 *
 * @param {string} code
 */
async function inlineNumbers(code) {
  const declaration = /^var (\w+) = (\d+);\n/gm;
  const declared = [...code.matchAll(declaration)].filter(([, name = '']) => !variables.has(name));
  const [body = '', exported = ''] = code.split(/^(?=export \{$)/m);
  const { code: inlined } = await transform(
    declared.reduce((rest, [statement]) => rest.replace(`\n${statement}`, '\n'), `\n${body}`),
    { define: Object.fromEntries(declared.map(([, name, value]) => [name, value])), target: 'es2022' },
  );
  return `${declared.map(([statement]) => statement).join('')}${inlined}${exported}`;
}

/**
 * Undoes what esbuild makes of the top level: `const x` becomes `var x`, which V8 cannot take for a constant (`fromBeginEnd`
 * then costs a quarter more), and `class X` may become `var X = class _X`, whose name would be wrong in stack traces.
 *
 * Around a class that has computed names, a static block or a computed base goes a call that is marked as pure: bundlers of users would keep
 * it although nothing uses it, and all that it refers to.
 *
 * @param {string} code
 */
function restoreConstants(code) {
  const constants = code.replaceAll(/^var (?=(\w+) = |\{)/gm, (_, name) => (variables.has(name) ? 'let ' : 'const '));
  return constants.replaceAll(
    /^const (\w+) = class(?: (?!extends)(\w+))?( .*?)?\{$([^]*?)^\};$/gm,
    (_, name, inner, heritage = ' ', body) => {
      const named = inner === undefined ? body : body.replaceAll(new RegExp(`\\b${inner}\\b`, 'g'), name);
      const made = `class ${name}${heritage}{${named}}`;
      const hasEffects = heritage.includes('(') || /^ {2}(?:\w+ )*\[|^ {2}static \{/m.test(body);
      return `const ${name} = ${hasEffects ? `/* @__PURE__ */ (() => ${made})()` : made};`;
    },
  );
}

/** @type {(target: string, source: string) => void} */
function replace(target, source) {
  const old = `${source}-old`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (existsSync(target)) renameSync(target, old);
      renameSync(source, target);
      break;
    } catch (error) {
      // Another build was faster: its dist makes way for this one.
      if (attempt === 10) throw error;
    } finally {
      rmSync(old, { recursive: true, force: true });
    }
  }
}
