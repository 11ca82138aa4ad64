// Runs an engine for as long as standard input is open: `node keeper.mjs FOLDER COMMAND …`. Then it ends the engine with all
// that the engine has started, and deletes the folder, which is the engine's own. Standard input closes also when the check
// that started this has crashed or was killed: no browser is left behind.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';

import { processesOf, variable } from './processes.mjs';

const [, , folder = '', command = '', ...args] = process.argv;
if (folder === '' || command === '') throw new Error('keeper.mjs FOLDER COMMAND …');

// `detached` makes it the leader of a session and of a process group, both of its own.
const engine = spawn(command, args, {
  detached: true,
  stdio: ['ignore', 'inherit', 'inherit'],
  env: {
    ...process.env,
    [variable]: folder,
    // What a browser writes, it writes there; and it asks no desktop for anything.
    HOME: folder,
    TMPDIR: folder,
    XDG_RUNTIME_DIR: folder,
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
    NO_AT_BRIDGE: '1',
    NO_COLOR: '1',
  },
});
engine.once('error', (error) => {
  console.error(error.message);
  void finish(1);
});
engine.once('exit', (code) => void finish(code ?? 1));
process.stdin.once('close', () => void finish(0)).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void finish(1));

let isFinishing = false;
/** @param {number} code */
async function finish(code) {
  if (isFinishing) return;
  isFinishing = true;
  // Asked first, for an X server that is killed leaves its lock behind.
  for (const [signal, tries] of /** @type {const} */ ([
    ['SIGTERM', 50],
    ['SIGKILL', 250],
  ])) {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const left = processesOfEngine();
      if (left.length === 0) break;
      for (const pid of left) kill(pid, signal);
      await setTimeout(20);
    }
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(code);
}

/** @type {(pid: number, signal: 'SIGTERM' | 'SIGKILL') => void} */
function kill(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}

function processesOfEngine() {
  const { pid: leader } = engine;
  // Where the engine could not be started, there is nothing to end. A leader of 0 or 1 would mean half the system.
  if (leader === undefined || leader <= 1) return [];
  if (process.platform !== 'linux') return isRunning(-leader) ? [-leader] : [];
  return processesOf(leader, folder);
}

/** @type {(pid: number) => boolean} */
function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
