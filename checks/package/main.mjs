// Checks the package as its users get it: what is in the tarball, how it resolves, and that it runs and compiles
// where it is installed: `npm run check -- package`.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

import { readArguments } from '../arguments.mjs';
import { publishFaults, registryReadme } from './publish.mjs';

const { publish: isForRegistry = false, write: writes = false } = readArguments('package').options;
// It needs bundlers, which a call with `--help` does not.
const { publicApi } = await import('./api.mjs');
const { shakingFaults } = await import('./shaking.mjs');
const { bundlerFaults, firstExample, metroFaults, printedFaults } = await import('./bundlers.mjs');
const { denoFaults } = await import('./deno.mjs');
const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
if (isForRegistry) {
  const faults = publishFaults(manifest);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exit(1);
}
const temporary = mkdtempSync(join(tmpdir(), 'begin-end-pack-'));
const consumer = join(temporary, 'consumer');
/** Bytes of the tarball: 45,000 are the table of all interfaces of Media Foundation, and its types. */
const largest = 254_000;

try {
  const { tarball, files, size } = pack();
  check('contents', contentFaults(files));
  check('size', size <= largest ? [] : [`${size} bytes, at most ${largest} are wanted`]);
  check('no any in public types but Untyped', anyFaults(files));
  check('api.md', apiFaults());
  check('publint', node(here, 'node_modules/publint/src/cli.js', 'run', tarball, '--strict'));
  // A package of ES modules alone: `require()` of one works on every Node that `engines` allows.
  const attw = ['--no-emoji', '--no-color', '--profile', 'node16', '--ignore-rules', 'cjs-resolves-to-esm'];
  check('arethetypeswrong', node(here, 'node_modules/@arethetypeswrong/cli/dist/index.js', tarball, ...attw));
  check('install', installConsumer(tarball));
  check('import', node(consumer, 'import.mjs'));
  check('require', node(consumer, 'require.cjs'));
  const { code, expected } = firstExample(readFileSync(join(root, 'README.md'), 'utf8'));
  writeFileSync(join(consumer, 'first-example.mjs'), code);
  /** @type {Record<string, string[]>} */
  const programs = {
    'first-example.mjs': expected,
    'names.mjs': ['BeginRead: the operation failed (MF_E_NOT_FOUND)'],
  };
  const unbundled = Object.entries(programs).flatMap(([program, lines]) => printedFaults(consumer, [program], lines));
  check("README's first example", unbundled);
  for (const [bundler, faults] of await bundlerFaults(consumer, programs)) check(bundler, faults);
  check('Metro', await metroFaults(consumer, manifest));
  const needed = Object.keys(manifest.dependencies).map((name) => packedAs(join(root, 'node_modules', name)));
  const packages = [{ manifest, tarball }, ...needed];
  for (const [name, faults] of await denoFaults(temporary, packages, programs, consumer)) check(name, faults);
  check('node:test', runnerFaults('node-test', '--test'));
  check('Vitest', runnerFaults('vitest', join(here, 'node_modules/vitest/vitest.mjs'), 'run'));
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  check('Vue, MobX, bluebird, Effect', runnerFaults('beside', '--test'));
  check('Jest, ES modules', runnerFaults('jest', '--experimental-vm-modules', jest));
  check('Jest, TypeScript', runnerFaults('jest-typescript', '--experimental-vm-modules', jest));
  check('Jest, CommonJS', runnerFaults('jest-commonjs', jest));
  check('tree shaking', await shakingFaults(root));
  const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules', '@types')];
  check('compile', node(consumer, join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.', ...types));
  if (isForRegistry && process.exitCode !== 1) console.log(`Ready: npm publish ${forRegistry(tarball)}`);
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

/** @type {(name: string, faults: string[]) => void} */
function check(name, faults) {
  console.log(`${faults.length === 0 ? 'ok    ' : 'FAILED'}  ${name}`);
  for (const fault of faults) console.log(fault.trimEnd().replaceAll(/^/gm, '        '));
  if (faults.length > 0) process.exitCode = 1;
}

/** @returns {{ tarball: string, files: string[], size: number }} */
function pack() {
  const { status, output } = npm(root, 'pack', '--json', '--pack-destination', temporary);
  if (status !== 0) throw new Error(output);
  const [packed] = JSON.parse(output);
  const files = packed.files.map((/** @type {{ path: string }} */ file) => file.path);
  console.log(`${packed.filename}: ${files.length} files, ${packed.size} bytes, unpacked ${packed.unpackedSize}`);
  return { tarball: join(temporary, packed.filename), files, size: packed.size };
}

/** Whether api.md shows what users can import; with `--write`, it does. @returns {string[]} */
function apiFaults() {
  const file = join(here, 'api.md');
  const { page, faults } = publicApi();
  if (writes) writeFileSync(file, page);
  if (readFileSync(file, 'utf8') === page) return faults;
  return [
    ...faults,
    'another public surface than it shows: npm run check -- package --write, and review what has changed',
  ];
}

/** The tarball with the README for the registry, beside package.json. @param {string} tarball */
function forRegistry(tarball) {
  const { status, stderr } = spawnSync('tar', ['-xzf', tarball, '-C', temporary], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const folder = join(temporary, 'package');
  const readme = join(folder, 'README.md');
  writeFileSync(readme, registryReadme(readFileSync(readme, 'utf8'), manifest));
  const { status: packs, output } = npm(folder, 'pack', '--json', '--ignore-scripts', '--pack-destination', root);
  if (packs !== 0) throw new Error(output);
  return JSON.parse(output)[0].filename;
}

/** @param {string} folder of a package that this one needs */
function packedAs(folder) {
  const { status, output } = npm(folder, 'pack', '--json', '--ignore-scripts', '--pack-destination', temporary);
  if (status !== 0) throw new Error(output);
  const tarball = join(temporary, JSON.parse(output)[0].filename);
  return { manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')), tarball };
}

/** @type {(files: string[]) => string[]} */
function contentFaults(files) {
  const expected = [
    'package.json',
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    ...Object.values(manifest.exports)
      .flatMap((conditions) => (typeof conditions === 'string' ? conditions : Object.values(conditions)))
      .map((path) => posix.normalize(path)),
  ];
  const allowed =
    /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/.+\.(js|d\.ts)|prebuilds\/win32-(x64|arm64)\/media_foundation\.node)$/;
  return [
    ...expected.filter((file) => !files.includes(file)).map((file) => `missing: ${file}`),
    ...files.filter((file) => !allowed.test(file) || /\btests?\b/.test(file)).map((file) => `not wanted: ${file}`),
  ];
}

/** @type {(files: string[]) => string[]} */
function anyFaults(files) {
  const comment = /\/\*[\s\S]*?\*\/|\/\/.*$/gm;
  return files
    .filter((file) => file.endsWith('.d.ts'))
    .flatMap((file) => {
      // A text may say any.
      const lines = readFileSync(join(root, file), 'utf8')
        .replace(comment, '')
        .replaceAll(/'[^'\n]*'/g, '')
        .split('\n');
      // What the types of a caller leave open stays open, by this name.
      const allowed = 'export type Untyped = any;';
      return lines.filter((line) => /\bany\b/.test(line) && line !== allowed).map((line) => `${file}: ${line.trim()}`);
    });
}

// A project that has nothing but the tarball. p-defer comes from here: no network is needed.
/** @type {(tarball: string) => string[]} */
function installConsumer(tarball) {
  cpSync(join(here, 'consumer'), consumer, { recursive: true });
  const dependencies = Object.keys(manifest.dependencies).map((name) => join(root, 'node_modules', name));
  const { status, output } = npm(consumer, 'install', '--install-links', '--offline', ...dependencies, tarball);
  // What the configurations and tests in it import besides; Jest brings `@jest/globals` along.
  for (const name of ['bluebird', 'effect', 'mobx', 'vitest', 'vue']) {
    symlinkSync(join(here, 'node_modules', name), join(consumer, 'node_modules', name), 'junction');
  }
  symlinkSync(join(root, 'node_modules/@swc'), join(consumer, 'node_modules/@swc'), 'junction');
  return status === 0 ? [] : [output];
}

// Runs the tests of a folder of the consumer, as the guides say. All of them must have passed.
/** @type {(folder: string, ...args: string[]) => string[]} */
function runnerFaults(folder, ...args) {
  const cwd = join(consumer, folder);
  const tests = readdirSync(cwd)
    .filter((name) => name.includes('.test.'))
    .flatMap((name) => readFileSync(join(cwd, name), 'utf8').match(/^test\(/gm) ?? []).length;
  const env = { ...process.env, NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8' });
  const passed = /(?:^\S pass|^Tests:|^ +Tests) +(\d+) ?(?:passed)?/m.exec(`${stdout}${stderr}`)?.[1];
  return status === 0 && passed === String(tests) ? [] : [`${stdout}${stderr}`];
}

/** @type {(cwd: string, ...args: string[]) => { status: number | null, output: string }} */
function npm(cwd, ...args) {
  // Set wherever npm runs this script.
  const cli = process.env['npm_execpath'];
  const options = [...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const [command, commandArgs] = cli ? [process.execPath, [cli, ...options]] : ['npm', options];
  const { status, stdout, stderr } = spawnSync(command, commandArgs, { cwd, encoding: 'utf8' });
  return { status, output: status === 0 ? stdout : `${stdout}${stderr}` };
}

// What it prints, where it fails or has anything to say on standard error.
/** @type {(cwd: string, ...args: string[]) => string[]} */
function node(cwd, ...args) {
  // Nodes that still call `require()` of an ES module, or the import of JSON, experimental say so once.
  const nodeArgs = ['--disable-warning=ExperimentalWarning', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, nodeArgs, { cwd, encoding: 'utf8' });
  return status === 0 && stderr === '' ? [] : [`${stdout}${stderr}`];
}
