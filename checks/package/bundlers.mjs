// Applications as users build them: programs that import the package, bundled by what users have, do what they do unbundled.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import process from 'node:process';
import { transformSync } from 'esbuild';

import { blocksOf } from '../../__tests__/docs/blocks.mjs';

// Only this check installs them: where types are checked, they may be missing.
const require = createRequire(import.meta.url);
/** @type {(name: string) => Promise<any>} */
const load = (name) => import(require.resolve(name));

/** @typedef {(folder: string, input: string, output: string) => unknown} Bundler */

/** Each as its own first steps show it, for code that runs in a browser. @type {Record<string, Bundler>} */
const bundlers = {
  async esbuild(folder, input, output) {
    const { build } = await load('esbuild');
    await build({
      entryPoints: [join(folder, input)],
      outfile: join(folder, output),
      bundle: true,
      minify: true,
      format: 'esm',
    });
  },
  async Rollup(folder, input, output) {
    const { rollup } = await load('rollup');
    const { default: nodeResolve } = await load('@rollup/plugin-node-resolve');
    const bundle = await rollup({ input: join(folder, input), plugins: [nodeResolve()] });
    await bundle.write({ file: join(folder, output), inlineDynamicImports: true });
  },
  async Vite(folder, input, output) {
    const { build } = await load('vite');
    const lib = { entry: input, formats: ['es'], fileName: () => output };
    await build({
      root: folder,
      configFile: false,
      logLevel: 'error',
      build: { lib, outDir: '.', emptyOutDir: false },
    });
  },
  async webpack(folder, input, output) {
    const { default: webpack } = await load('webpack');
    const compiler = webpack({
      mode: 'production',
      context: folder,
      entry: `./${input}`,
      experiments: { outputModule: true },
      output: { path: folder, filename: output, module: true, chunkFormat: 'module' },
    });
    /** @type {(close: (error?: unknown, stats?: any) => void) => void} */
    const run = (callback) => compiler.run(callback);
    const stats = await new Promise((resolve, reject) => run((error, made) => (error ? reject(error) : resolve(made))));
    if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));
  },
};

/** The first example of README that uses the library, as a program. @param {string} readme */
export function firstExample(readme) {
  const block = blocksOf('README.md', readme).find(
    ({ code, noRun }) => noRun === undefined && code.includes('fromBeginEnd'),
  );
  if (block === undefined) throw new Error('README.md: expected an example that runs, got none');
  const expected = Array.from(block.code.matchAll(/\/\/ → (.*)$/gm), ([, line = '']) => line);
  return { code: transformSync(block.code, { loader: 'ts', target: 'es2022' }).code, expected };
}

/**
 * Bundles programs of a project by each bundler, and runs what comes out.
 *
 * @param {string} folder the project, which has the package installed
 * @param {Record<string, string[]>} programs each with the lines that it prints
 * @returns {Promise<[bundler: string, faults: string[]][]>}
 */
export async function bundlerFaults(folder, programs) {
  /** @type {[string, string[]][]} */ const all = [];
  for (const [name, bundler] of Object.entries(bundlers)) {
    const faults = [];
    for (const [program, expected] of Object.entries(programs)) {
      const output = program.replace(/\.mjs$/, `.${name}.mjs`);
      try {
        await bundler(folder, program, output);
        // On its own: what is missing in the bundle is not to be found in node_modules.
        if (/(?:from|import|require\()\s*["']begin-end/.test(readFileSync(join(folder, output), 'utf8')))
          faults.push(`${program}: the package is not in the bundle`);
        faults.push(...printedFaults(folder, [output], expected));
      } catch (error) {
        faults.push(`${program}: ${String(error)}`);
      }
    }
    all.push([name, faults]);
  }
  return all;
}

/** Runs a program by Node, or another. @type {(cwd: string, args: string[], expected: string[], command?: string, env?: NodeJS.ProcessEnv) => string[]} */
export function printedFaults(cwd, args, expected, command = process.execPath, env = process.env) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8', timeout: 60_000 });
  const lines = stdout.trimEnd().split('\n');
  if (status === 0 && lines.join('\n') === expected.join('\n')) return [];
  return [
    `${args.join(' ')}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(lines)}, exit code ${status}`,
    stderr,
  ];
}

const isFile = (/** @type {string} */ path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/**
 * Where Metro, the bundler of React Native, finds each entry of the package.
 *
 * @param {string} folder the project, which has the package installed
 * @param {{ name: string, exports: Record<string, unknown> }} manifest
 */
export async function metroFaults(folder, { name, exports }) {
  const { resolve } = await load('metro-resolver');
  const installed = join(folder, 'node_modules', name);
  const packageJson = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const context = {
    allowHaste: false,
    assetExts: new Set(),
    customResolverOptions: {},
    dev: false,
    disableHierarchicalLookup: false,
    extraNodeModules: null,
    fileSystemLookup(/** @type {string} */ path) {
      const found = statSync(path, { throwIfNoEntry: false });
      return found ? { exists: true, type: found.isFile() ? 'f' : 'd', realPath: path } : { exists: false };
    },
    doesFileExist: isFile,
    getPackage: (/** @type {string} */ path) => (isFile(path) ? JSON.parse(readFileSync(path, 'utf8')) : null),
    getPackageForModule: (/** @type {string} */ path) =>
      path.startsWith(installed)
        ? { packageJson, rootPath: installed, packageRelativePath: relative(installed, path) }
        : null,
    mainFields: ['react-native', 'browser', 'main'],
    nodeModulesPaths: [],
    originModulePath: join(folder, 'main.js'),
    preferNativePlatform: true,
    resolveAsset: () => null,
    resolveHasteModule: () => null,
    resolveHastePackage: () => null,
    redirectModulePath: (/** @type {string} */ path) => path,
    sourceExts: ['js', 'json'],
    unstable_conditionNames: ['require', 'react-native'],
    unstable_conditionsByPlatform: { web: ['browser'] },
    unstable_enablePackageExports: true,
    unstable_logWarning: (/** @type {string} */ warning) => faults.push(warning),
  };
  /** @type {string[]} */ const faults = [];
  for (const [entry, conditions] of Object.entries(exports)) {
    const file = typeof conditions === 'string' ? conditions : /** @type {{ default: string }} */ (conditions).default;
    try {
      const { filePath } = resolve(context, join(name, entry), 'ios');
      if (filePath !== join(installed, file)) faults.push(`${entry}: expected ${file}, got ${filePath}`);
    } catch (error) {
      faults.push(`${entry}: ${String(error)}`);
    }
  }
  return faults;
}
