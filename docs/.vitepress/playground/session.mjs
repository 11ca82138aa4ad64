// One run of a program, in a thread of its own. It ends by itself, by `stop`, or at its time limit:
//
//     run(program, { limit, onLine, onEvent, onEnd }): { stop(reason) }
import { shims, thread } from 'virtual:playground/thread';
import { specifiersOf, firstFaultOf } from './syntax.mjs';

/** More than that no page can show, and no program needs that teaches. */
const MOST_MESSAGES = 2000;

const addressOf = (/** @type {string} */ code) => {
  const bytes = new TextEncoder().encode(code);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `data:text/javascript;base64,${btoa(binary)}`;
};

/** The program with the addresses of modules in place of their names; on the same lines as before. */
function linked(/** @type {string} */ program) {
  let code = program;
  for (const { from, to, name } of specifiersOf(program).toReversed()) {
    const shim = /** @type {Record<string, string>} */ (shims)[name];
    if (shim === undefined) {
      throw new Error(`'${name}' is not here: a program may import ${Object.keys(shims).join(', ')}`);
    }
    code = `${code.slice(0, from)}'${addressOf(shim)}'${code.slice(to)}`;
  }
  return code;
}

/**
 * @param {string} program
 * @param {{
 *   limit: number,
 *   onLine: (line: { level: string, text: string }) => void,
 *   onEvent: (event: any) => void,
 *   onEnd: (how: 'ended' | 'stopped' | 'time limit' | 'too much' | 'failed') => void,
 * }} run `limit` in seconds
 */
export function run(program, { limit, onLine, onEvent, onEnd }) {
  /** @type {Worker | undefined} */
  let worker;
  let timer = 0;
  let isOver = false;
  let messages = 0;
  const end = (/** @type {Parameters<typeof onEnd>[0]} */ how) => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    worker?.terminate();
    onEnd(how);
  };
  const fault = firstFaultOf(program);
  try {
    if (fault !== undefined) throw new SyntaxError(`the program cannot be read (line ${fault})`);
    const address = addressOf(linked(program));
    worker = new Worker(addressOf(thread), { type: 'module' });
    worker.addEventListener('error', (event) => {
      onLine({ level: 'error', text: `The thread cannot run: ${event.message ?? 'no reason was given'}` });
      end('failed');
    });
    worker.addEventListener('message', ({ data }) => {
      if (isOver) return;
      messages += 1;
      if (messages > MOST_MESSAGES) end('too much');
      else if (data.kind === 'line') onLine(data);
      else if (data.kind === 'event') onEvent(data);
      else if (data.kind === 'idle') end('ended');
    });
    worker.postMessage({ program: address });
    timer = window.setTimeout(() => end('time limit'), limit * 1000);
  } catch (error) {
    onLine({ level: 'error', text: String(error) });
    // Not before `run` has returned.
    queueMicrotask(() => end('failed'));
  }
  return { stop: () => end('stopped') };
}
