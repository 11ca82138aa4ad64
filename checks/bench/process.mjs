// Starts what measures, each in a process of its own.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = dirname(fileURLToPath(import.meta.url));

/** @typedef {{ name: string, major: string, command: string, args: string[] }} Runtime */

/** Garbage is collected on the measured thread: its cost counts, too. */
const nodeArgs = ['--single-threaded', '--expose-gc', '--no-warnings'];

/** @type {Runtime} */
export const thisNode = {
  name: `Node ${process.versions.node}`,
  major: majorOf(process.versions.node),
  command: process.execPath,
  args: nodeArgs,
};

/** @type {(folder: string) => string} */
const installed = (folder) => join(here, 'runtimes', 'node_modules', folder);

/** @param {string} version */
function majorOf(version) {
  return version.split('.')[0] ?? '';
}

/** The binary for this machine, whatever its package is called. */
/** @type {(scope: string, path: string) => string} */
function binaryOf(scope, path) {
  try {
    const [folder = ''] = readdirSync(installed(scope));
    return join(installed(scope), folder, path);
  } catch {
    return '';
  }
}

/** This Node, and those that `checks/bench/runtimes` has installed. */
export const nodes = () => [thisNode, ...otherRuntimes().filter(({ name }) => name.startsWith('Node'))];

/** The other runtimes, which `checks/bench/runtimes` installs. */
export const otherRuntimes = () =>
  [
    { command: join(installed('node-22'), 'bin', 'node'), args: nodeArgs },
    { command: join(installed('node-24'), 'bin', 'node'), args: nodeArgs },
    // Their wrappers want a postinstall script, the binaries themselves do not.
    { command: binaryOf('@oven', 'bin/bun'), args: ['--expose-gc'] },
    { command: binaryOf('@deno', 'deno'), args: ['run', '--allow-all', '--v8-flags=--expose-gc'] },
  ].flatMap(({ command, args }) => {
    if (command === '') return [];
    const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
    const version = /\d+\.\d+\.\d+/.exec(stdout ?? '')?.[0];
    if (status !== 0 || !version) return [];
    const name = command.endsWith('bun') ? 'Bun' : command.endsWith('deno') ? 'Deno' : 'Node';
    return [{ name: `${name} ${version}`, major: majorOf(version), command, args }];
  });

/** @type {(runtime: Runtime, script: string, scriptArgs: string[]) => string} */
export function outputOf({ command, args }, script, scriptArgs) {
  const { status, stdout, stderr } = spawnSync(command, [...args, join(here, script), ...scriptArgs], {
    cwd: join(here, '..', '..'),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`${script} ${scriptArgs.join(' ')}: exit code ${status}\n${stderr}`);
  return stdout;
}

/** Milliseconds of CPU that a process of its own takes from its start to its end, with nothing but one import. */
/** @type {(module: string) => number} */
export function cpuOfImport(module) {
  const { stdout, stderr } = spawnSync(process.execPath, [join(here, 'importing.mjs'), module], { encoding: 'utf8' });
  const milliseconds = Number.parseFloat(stdout);
  if (Number.isNaN(milliseconds)) throw new Error(`${module} cannot be imported: ${stderr}`);
  return milliseconds;
}

/** @type {(runtime: Runtime, row: string, rounds: number, effort?: '' | 'full' | 'goals') => import('./rows.mjs').Measured} */
export const measure = (runtime, row, rounds, effort = '') =>
  JSON.parse(outputOf(runtime, 'row.mjs', [row, `${rounds}`, effort]));

export const readGoals = () =>
  /** @type {import('./judge.mjs').Goal[]} */ (JSON.parse(readFileSync(join(here, 'goals.json'), 'utf8')));
