// Installs the browsers that are missing: on Debian as root, by apt-get.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';

/** Whether everything can be had here: then an engine that is missing is a failure. */
export const canInstall = existsSync('/etc/debian_version') && process.getuid?.() === 0 && process.arch === 'x64';

/**
 * @param {readonly import('./engines.mjs').Engine[]} engines
 * @param {(line: string) => void} say
 */
export function installMissing(engines, say) {
  const missing = engines.filter(({ debian, find }) => debian !== undefined && find() === undefined);
  const packages = [...new Set(missing.flatMap(({ debian = '' }) => debian.split(' ')))];
  if (packages.length === 0 || !canInstall) return;
  say(`Installing ${packages.join(', ')} …`);
  run('apt-get', 'update', '-qq');
  run('apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...packages);
}

/** @type {(command: string, ...args: string[]) => void} */
function run(command, ...args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  // What is missing then, the table says.
  if (status !== 0)
    console.error(`${command} ${args.join(' ')} failed: ${error?.message ?? `${stdout}${stderr}`.trim()}`);
}

/** @type {(engine: import('./engines.mjs').Engine) => string} */
export const howToInstall = ({ debian }) =>
  debian === undefined
    ? 'npm has it for Linux x64; or put it on PATH'
    : `on Debian, as root: apt-get install ${debian}`;
