// A Redis of one's own: on loopback, on a free port, in a temporary folder. It writes each command to its disk before it
// answers, so that a restart loses nothing. A process of its own (redisKeeper.mjs) ends it where this one is killed.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** @import { ChildProcess } from 'node:child_process' */

const keeperFile = fileURLToPath(new URL('redisKeeper.mjs', import.meta.url));

export class RedisServer {
  #keeper;
  #pid = 0;
  address = { host: '127.0.0.1', port: 0 };

  static async start() {
    const server = new RedisServer(fork(keeperFile));
    try {
      await server.restart();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** @param {ChildProcess} keeper */
  constructor(keeper) {
    this.#keeper = keeper;
  }

  get pid() {
    return this.#pid;
  }

  /** Starts it again, on the same port and with the same data, and waits until it can be used. */
  async restart() {
    this.#keeper.send('start');
    const { pid, port, fault } = await answerOf(this.#keeper);
    if (fault !== undefined) throw new Error(`redis-server: ${fault}`);
    this.#pid = pid;
    this.address.port = port;
  }

  /** As if its machine had failed, but for its disk. */
  async kill() {
    process.kill(this.#pid, 'SIGKILL');
    await answerOf(this.#keeper);
  }

  /** Ends it, and removes its folder. */
  async stop() {
    if (!this.#keeper.connected) return;
    const gone = once(this.#keeper, 'exit');
    this.#keeper.disconnect();
    await gone;
  }
}

/** @typedef {{ pid: number, port: number, fault?: string }} Answer */

/** @param {ChildProcess} keeper @returns {Promise<Answer>} */
async function answerOf(keeper) {
  const gone = once(keeper, 'exit').then(() => [{ pid: 0, port: 0, fault: 'its keeper has ended' }]);
  const [answer] = await Promise.race([once(keeper, 'message'), gone]);
  return answer;
}
