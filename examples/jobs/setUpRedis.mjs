// Finds redis-server. On Debian, as root, it is installed by apt-get; elsewhere it is said what is missing.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';

/** There is no redis-server, and it cannot be installed from here: the message says what to do. */
export class NoRedis extends Error {}

const byHand = 'apt-get install redis-server';

/** @param {(line: string) => void} say */
export function setUpRedis(say) {
  if (isInstalled()) return;
  if (process.platform === 'win32') throw new NoRedis('missing: redis-server, which does not exist for Windows');
  if (!existsSync('/etc/debian_version')) throw new NoRedis(`missing: redis-server (on Debian: ${byHand})`);
  if (process.getuid?.() !== 0) throw new NoRedis(`missing: redis-server. As root: ${byHand}`);
  say('Installing redis-server …');
  run('apt-get', ['update', '-qq']);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'redis-server']);
}

const isInstalled = () => spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;

/** @param {string} command @param {string[]} args */
function run(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, error, stderr } = spawnSync(command, args, {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status === 0) return;
  throw new NoRedis(`missing: redis-server; ${command} failed: ${(error?.message ?? stderr).trim()}`);
}
