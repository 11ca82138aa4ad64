// Programs of C for Windows: what the library is compared with. On Debian, as root, it installs the compiler by apt-get.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { builds } from './bundle.mjs';
import { NotPossibleHere } from './setup.mjs';

const compiler = 'x86_64-w64-mingw32-gcc';
const debianPackage = 'gcc-mingw-w64-x86-64';
const isThere = () => spawnSync(compiler, ['--version'], { stdio: 'ignore' }).status === 0;

/**
 * @param {string} source
 * @param {string} name of the program, or of a DLL, with what it ends with
 * @param {string[]} more flags, libraries
 * @returns {string} the path of the program
 */
export function compileForWindows(source, name, more) {
  if (!isThere() && existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq']);
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', debianPackage], { env });
  }
  if (!isThere())
    throw new NotPossibleHere(`missing: a C compiler for Windows (on Debian: apt-get install ${debianPackage})`);
  mkdirSync(builds, { recursive: true });
  const exe = join(builds, name.includes('.') ? name : `${name}.exe`);
  const flags = ['-O2', '-Wall', '-Wextra', '-Werror', source, '-o', exe, ...more];
  const { status, stderr } = spawnSync(compiler, flags, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${source} does not compile: ${stderr}`);
  return exe;
}
