// Makes a fresh or outdated clone ready. `npm test` and `npm run demo` start with it, before anything is installed: it
// may import nothing but Node itself. It says in one line what it does, and nothing where there is nothing to do.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const usage = `node scripts/setup.mjs [--build] [folder …]

Installs what package-lock.json asks for, and what that of each folder does (checks/…); --build compiles dist.`;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lock = join(root, '.setup.lock');
const { withDist, folders } = readArguments();

if (!isReady()) {
  await takeLock();
  try {
    // Whoever held the lock may have done it all.
    process.exitCode = makeReady() ? 0 : 1;
  } finally {
    rmSync(lock, { force: true });
  }
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { build: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) {
      console.log(usage);
      return process.exit();
    }
    const unknown = positionals.find((folder) => !existsSync(join(root, folder, 'package-lock.json')));
    if (unknown !== undefined) throw new Error(`${unknown} has no package-lock.json`);
    return { withDist: values.build, folders: ['.', ...positionals] };
  } catch (error) {
    console.error(`error: ${/** @type {Error} */ (error).message}`);
    return process.exit(1);
  }
}

function isReady() {
  return folders.every(isInstalled) && (!withDist || isBuilt());
}

function makeReady() {
  return folders.every((folder) => isInstalled(folder) || install(folder)) && (!withDist || isBuilt() || build());
}

// npm writes node_modules/.package-lock.json as the last step of an installation: what it names is there.
/** @type {(folder: string) => boolean} */
function isInstalled(folder) {
  const wanted = packagesOf(join(root, folder, 'package-lock.json'));
  const record = join(root, folder, 'node_modules', '.package-lock.json');
  // Where all packages are optional, none would be missed.
  if (!existsSync(record)) return false;
  const present = packagesOf(record);
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    const installed = present[path];
    // '' is the project itself, '../..' this one, where a folder links it. Binaries for other platforms are in the lock
    // file, and rightly missing.
    if (!path.startsWith('node_modules/') || (optional && !installed)) return true;
    return installed?.version === version && installed?.integrity === integrity;
  });
}

/** @type {(file: string) => Record<string, { version?: string, integrity?: string, optional?: boolean }>} */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return {};
  }
}

function isBuilt() {
  try {
    const built = statSync(join(root, 'dist', 'index.js')).mtimeMs;
    return ['src', 'scripts/build.mjs', 'package.json', 'tsconfig.json', 'package-lock.json'].every(
      (path) => newest(join(root, path)) <= built,
    );
  } catch {
    return false;
  }
}

// A folder counts too: its time is that of the last file added or removed.
/** @type {(path: string) => number} */
function newest(path) {
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(status.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** @type {(folder: string) => boolean} */
function install(folder) {
  console.log(folder === '.' ? 'Installing development tools (about half a minute) …' : `Installing ${folder} …`);
  // `--include=dev`: NODE_ENV=production must not leave the tools out. `--ignore-scripts`: none of them needs one.
  const ci = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const cwd = join(root, folder);
  const npm = process.env['npm_execpath'] ?? '';
  // npm's summary says nothing that the line above does not; its errors are shown.
  return npm.endsWith('npm-cli.js')
    ? succeeds(process.execPath, [npm, ...ci], { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
    : succeeds('npm', ci, { cwd, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
}

function build() {
  console.log('Building dist …');
  return succeeds(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
}

/** @type {(command: string, args: string[], options: import('node:child_process').SpawnSyncOptions) => boolean} */
function succeeds(command, args, spawnOptions) {
  const { status, error } = spawnSync(command, args, spawnOptions);
  // What fails says why; only where it cannot even start does nobody else.
  if (error) console.error(`${command}: ${error.message}`);
  return status === 0;
}

// Two commands started at once on a fresh clone: one sets up, the other waits.
async function takeLock() {
  while (!tryLock()) {
    // A holder that was killed left its lock behind.
    if (!isRunning(holder())) rmSync(lock, { force: true });
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function tryLock() {
  try {
    writeFileSync(lock, `${process.pid}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

function holder() {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch {
    return 0;
  }
}

/** @type {(pid: number) => boolean} */
function isRunning(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}
