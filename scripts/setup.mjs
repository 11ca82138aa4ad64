// Makes a fresh or outdated clone ready: installs what package-lock.json asks for, and with `--build` compiles dist.
// `npm test` and `npm run demo` start with it, before anything is installed: it may import nothing but Node itself.
// It says what it does in one line each, and nothing where there is nothing to do.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lock = join(root, '.setup.lock');
const build = process.argv.includes('--build');

if (isReady()) process.exit(0);
await takeLock();
try {
  // Whoever held the lock may have done all of it.
  if (!isInstalled()) install();
  if (build && !isBuilt()) run('Building dist …', process.execPath, ['scripts/build.mjs']);
} finally {
  rmSync(lock, { force: true });
}

function isReady() {
  return isInstalled() && (!build || isBuilt());
}

// npm writes node_modules/.package-lock.json as the last step of an installation: what it says is there, is there.
function isInstalled() {
  const wanted = packagesOf('package-lock.json');
  const present = packagesOf('node_modules/.package-lock.json');
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    const installed = present[path];
    // The binaries of other platforms are in the lock file, and rightly missing.
    if (path === '' || (optional && !installed)) return true;
    return installed?.version === version && installed?.integrity === integrity;
  });
}

/** @type {(file: string) => Record<string, { version?: string, integrity?: string, optional?: boolean }>} */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return {};
  }
}

function isBuilt() {
  try {
    const built = statSync(join(root, 'dist', 'index.js')).mtimeMs;
    return ['src', 'tsconfig.json', 'package-lock.json'].every((path) => newest(join(root, path)) <= built);
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

function install() {
  // `--include=dev`: NODE_ENV=production must not leave out the tools. `--ignore-scripts`: no tool here needs one.
  const options = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--silent'];
  const npm = process.env['npm_execpath'];
  const message = 'Installing the development tools …';
  if (npm) run(message, process.execPath, [npm, ...options]);
  else run(message, 'npm', options, { shell: process.platform === 'win32' });
}

/** @type {(message: string, command: string, args: string[], options?: { shell?: boolean }) => void} */
function run(message, command, args, options) {
  console.log(message);
  const { status, error } = spawnSync(command, args, { ...options, cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 0) return;
  rmSync(lock, { force: true });
  console.error(`Failed: ${command} ${args.join(' ')}${error ? `: ${error.message}` : ''}`);
  process.exit(1);
}

// Two commands started at once on a fresh clone: one sets up, the other waits.
async function takeLock() {
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    if (!isRunning(Number(readHolder()))) rmSync(lock, { force: true });
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function readHolder() {
  try {
    return readFileSync(lock, 'utf8');
  } catch {
    return '';
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
