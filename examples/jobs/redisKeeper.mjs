// The process that starts redis-server and sees to its end, also where its parent was killed: then the channel to it closes.
//
//     gets 'start'    answers { pid, port } once it can be used, { fault } where it cannot, {} when it has ended
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** @import { ChildProcess } from 'node:child_process' */

const folder = mkdtempSync(join(tmpdir(), 'begin-end-jobs-'));
const port = await freePort();
/** @type {ChildProcess | undefined} */
let redis;

// Ctrl-C, and the end of a terminal, reach all its processes. The parent decides when Redis ends, or its own end does.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
process.on('message', () => void start());
process.once('disconnect', () => void stop());

async function start() {
  const args = ['--bind', '127.0.0.1', '--port', `${port}`, '--dir', folder, '--save', ''];
  // `always`: an answer means that the command is on the disk.
  args.push('--appendonly', 'yes', '--appendfsync', 'always', '--daemonize', 'no');
  // `detached`: a Ctrl-C is not for it.
  const child = spawn('redis-server', args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  redis = child;
  let said = '';
  let isReady = false;
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    if (isReady) return;
    said += text;
    isReady = said.includes('Ready to accept connections');
    if (isReady) tell({ pid: child.pid, port });
  });
  child.once('error', ({ message }) => tell({ fault: message }));
  child.once('exit', () => {
    if (redis === child) redis = undefined;
    tell(isReady ? {} : { fault: said.trim().split('\n').at(-1) ?? 'it ended at once' });
  });
}

/** @param {object} answer */
function tell(answer) {
  if (process.connected) process.send?.(answer);
}

async function stop() {
  if (redis) {
    const gone = once(redis, 'exit');
    redis.kill('SIGKILL');
    await gone;
  }
  rmSync(folder, { recursive: true, force: true });
}

/** A port that nobody listens on. @returns {Promise<number>} */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('redisKeeper: no port is free');
  return address.port;
}
