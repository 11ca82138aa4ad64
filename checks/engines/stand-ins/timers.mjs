// `node:timers/promises`: `setImmediate`, by which tests let everything run that is ready. Elsewhere a turn is a message to
// oneself. WebKit delivers those of several channels in any order, so it waits for all that were posted before its own.
const { setTimeout: startTimer, MessageChannel: Channel } = globalThis;

let posted = 0;
let delivered = 0;

if (Channel !== undefined) {
  // The library takes it from there, when it is loaded.
  globalThis.MessageChannel = class extends Channel {
    constructor() {
      super();
      for (const port of [this.port1, this.port2]) {
        const post = port.postMessage.bind(port);
        port.postMessage = (/** @type {[any]} */ ...args) => {
          post(...args);
          posted += 1;
        };
        port.addEventListener('message', () => (delivered += 1));
      }
    }
  };
}

// In workerd a message comes as a promise job, before others that are ready.
const isWorkerd = globalThis.navigator?.userAgent === 'Cloudflare-Workers';

/** @type {(run: () => void) => void} */
const nextTurn =
  isWorkerd || Channel === undefined
    ? (run) => void startTimer(run, 0)
    : (run) => {
        const { port1, port2 } = new Channel();
        port1.addEventListener('message', () => {
          port1.close();
          run();
        });
        port1.start();
        port2.postMessage(null);
      };

const turn = () => new Promise((resolve) => nextTurn(() => resolve(undefined)));

/** @type {<T>(value?: T) => Promise<T | undefined>} */
export async function setImmediate(value) {
  const earlier = posted;
  await turn();
  // Not for ever: the port of a message may be closed.
  const isBehind = () => delivered < earlier;
  for (let turns = 1; turns < 100 && isBehind(); turns += 1) await turn();
  return value;
}

/** @type {<T>(milliseconds: number, value?: T) => Promise<T | undefined>} */
export const setTimeout = (milliseconds, value) =>
  new Promise((resolve) => startTimer(() => resolve(value), milliseconds));
