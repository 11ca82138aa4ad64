// `npm run check -- native`: the addon of media-foundation is what its sources give, byte for byte, and its C parts do what
// their tests say: with sanitizers, and on arm64. On Debian, as root, it installs the compilers and the emulator.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { readArguments } from '../arguments.mjs';

const { options } = readArguments('native');
const root = fileURLToPath(new URL('../../', import.meta.url));

/** What Debian calls what the tests need: `scripts/build-native.sh` installs its own. */
const packages = {
  gcc: 'gcc',
  'aarch64-linux-gnu-gcc': 'gcc-aarch64-linux-gnu',
  'qemu-aarch64': 'qemu-user',
  'llvm-objdump': 'llvm',
};
/** Of each C compiler, as Debian keeps them apart from it. */
const headers = {
  '/usr/include/stdio.h': 'libc6-dev',
  '/usr/aarch64-linux-gnu/include/stdio.h': 'libc6-dev-arm64-cross',
};

/** @param {string} command @param {string[]} args @param {NodeJS.ProcessEnv} [env] */
const run = (command, args, env = process.env) =>
  spawnSync(command, args, { cwd: root, stdio: 'inherit', env }).status ?? 1;

const isThere = (/** @type {string} */ command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;

const missing = () => [
  ...Object.entries(packages).flatMap(([command, name]) => (isThere(command) ? [] : [name])),
  ...Object.entries(headers).flatMap(([file, name]) => (existsSync(file) ? [] : [name])),
];

/** Installs what is missing, where that can be. */
function install() {
  if (missing().length === 0 || !existsSync('/etc/debian_version') || process.getuid?.() !== 0) return;
  console.log(`Installing ${missing().join(', ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq']);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', '-o', 'Dpkg::Use-Pty=0', ...missing()], env);
}

/** Whether the compilers here are those of prebuilds: others give other bytes. */
const hasTheCompilers = () => /^VERSION_CODENAME=bookworm$/m.test(readFileSync('/etc/os-release', 'utf8'));

/** Compiles the addon, and compares. @returns {number} 0 where all is well, 2 where a compiler is missing */
function compare() {
  if (hasTheCompilers()) return run('scripts/build-native.sh', ['--check']);
  console.log('NOT RUN: the comparison of prebuilds with their sources. It needs the compilers of Debian 12');
  return options['ifPossible'] ? 0 : 2;
}

/** @param {string} what */
function notRun(what) {
  console.log(`NOT RUN: ${what}`);
  process.exitCode = options['ifPossible'] ? 0 : 2;
}

function main() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return notRun(
      `the C parts of media-foundation are tested on Linux x64 alone; this is ${process.platform} ${process.arch}`,
    );
  install();
  if (missing().length > 0)
    return notRun(
      `the C parts of media-foundation. Missing (on Debian, as root: apt-get install): ${missing().join(' ')}`,
    );
  const built = compare();
  const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  const tested = run(process.execPath, [...jest, 'media-foundation/native/native.test']);
  process.exitCode = tested === 0 ? built : 1;
  return undefined;
}

main();
