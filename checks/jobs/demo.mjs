// `npm run demo -- jobs` as a process, ended in the two ways in which it may not end by itself.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { isRunning } from './processes.mjs';

const program = fileURLToPath(new URL('../../examples/demo/main.mjs', import.meta.url));

export const demoInterrupted = () =>
  withDemo(async ({ pid, gone }) => {
    // Ctrl-C of a terminal reaches the whole group of processes.
    process.kill(-pid, 'SIGINT');
    assert.deepEqual(await gone, [130, null]);
    return 'demo: cancelled by Ctrl-C\n';
  });

export const demoKilled = () =>
  withDemo(async ({ pid, gone }) => {
    process.kill(pid, 'SIGKILL');
    await gone;
    return '';
  });

/** @typedef {{ pid: number, gone: Promise<unknown[]> }} Demo */

/** Ends the demo while its jobs run: then its processes and its folder must be gone. @param {(demo: Demo) => Promise<string>} end what it must have said on stderr */
async function withDemo(end) {
  const folder = await mkdtemp(join(tmpdir(), 'begin-end-check-'));
  const child = spawn(process.execPath, [program, 'jobs'], {
    detached: true,
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = once(child, 'exit');
  // What is left of its processes holds its output open.
  const closed = once(child, 'close');
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (said.stderr += text));
  while (!said.stdout.includes('square-1 ')) {
    assert.equal(child.exitCode, null, `the demo has ended by itself: ${said.stdout}${said.stderr}`);
    await pause(5);
  }
  const pids = Array.from(said.stdout.matchAll(/\b(?:process(?:es)?|and) (\d+)/g), ([, pid]) => Number(pid));
  assert.equal(pids.length, 3, 'Redis and two workers are named');
  assert.deepEqual(pids.filter(isRunning), pids);

  try {
    const expected = await end({ pid: child.pid ?? 0, gone });
    // They end when the channel to their parent has closed: soon, and not at once.
    const isLeft = async () => pids.some(isRunning) || (await readdir(folder)).length > 0;
    for (const deadline = Date.now() + 10_000; await isLeft(); await pause(20)) {
      const names = [...pids.filter(isRunning), ...(await readdir(folder))];
      assert.ok(Date.now() < deadline, `left behind: ${names.join(' ')}`);
    }
    await closed;
    assert.equal(said.stderr, expected);
  } finally {
    for (const pid of pids.filter(isRunning)) process.kill(pid, 'SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}
