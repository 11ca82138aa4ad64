// Errors between two threads of an engine that has `Worker`: by Comlink with the handlers of docs/errors-and-hresults.md, and by
// postMessage alone. The threads of Node have tests of their own, in __tests__/docs and __tests__/examples.
import { afterEach, describe, expect } from '@jest/globals';
import { HResultError, MF_E_END_OF_STREAM } from 'begin-end';
import { transferHandlers, wrap } from 'comlink';

import { expected, expectedBare, passedOver, thrownOver } from '../../../__tests__/docs/comlink.mjs';
import { testWhere } from '../../../__tests__/support/conditionalTests.js';

const { Worker } = globalThis;
const testWithWorker = testWhere(Worker !== undefined, 'there is no Worker');

const comlinksOwn = new Map(transferHandlers);
await import('engines:recipes');
const withRecipes = new Map(transferHandlers);

/** @type {(handlers: typeof comlinksOwn) => void} */
function useHandlers(handlers) {
  transferHandlers.clear();
  for (const [name, handler] of handlers) transferHandlers.set(name, handler);
}

/** @type {Worker | undefined} */
let thread;
afterEach(() => {
  thread?.terminate();
  useHandlers(withRecipes);
});

function startThread() {
  thread = new Worker(new URL('thread.js', import.meta.url), { type: 'module' });
  return thread;
}

/** @type {(ask: string, sent?: unknown) => Promise<any>} */
function asked(ask, sent) {
  const worker = startThread();
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data: { answer } }) => resolve(answer));
    worker.addEventListener('error', (event) => {
      // It is expected here, and would be an error of this thread as well.
      event.preventDefault();
      reject(event);
    });
    worker.postMessage({ ask, sent });
  });
}

const text = 'HResultError: EndRead: nothing is left (MF_E_END_OF_STREAM)';
const error = new HResultError(MF_E_END_OF_STREAM, 'EndRead', { fault: 'nothing is left' });

describe('errors over Comlink', () => {
  testWithWorker('with the handlers on both sides, arrive as what they are', async () => {
    const remote = /** @type {any} */ (wrap(startThread()));
    expect({ thrown: await thrownOver(remote), passed: await passedOver(remote) }).toStrictEqual(expected);
  });

  testWithWorker('with the handlers only where they are thrown, keep their HRESULT', async () => {
    useHandlers(comlinksOwn);
    expect(await thrownOver(/** @type {any} */ (wrap(startThread())))).toStrictEqual(expectedBare);
  });
});

describe('an HResultError over postMessage', () => {
  testWithWorker('to a worker, as toJSON gives it, is one there', async () => {
    expect(await asked('describe', error.toJSON())).toStrictEqual({ isOurs: true, text, operation: 'EndRead' });
  });

  testWithWorker('from a worker, as toJSON gives it, is one here', async () => {
    const received = HResultError.from(await asked('toJSON'));
    expect([received instanceof HResultError, String(received), received.code]).toStrictEqual([
      true,
      text,
      'MF_E_END_OF_STREAM',
    ]);
  });

  testWithWorker('from a worker, as text, is one here', async () => {
    expect(String(HResultError.from(JSON.parse(await asked('text'))))).toBe(text);
  });

  testWithWorker('from a worker, as it is, has lost its HRESULT, and from says so', async () => {
    const received = await asked('error');
    expect(received.message).toBe(error.message);
    expect(() => HResultError.from(received)).toThrow(TypeError);
  });

  testWithWorker('thrown in a worker where nothing catches it, comes as an event with its message', async () => {
    const event = await asked('end').catch((/** @type {ErrorEvent} */ reason) => reason);
    expect(event.message).toContain(error.message);
  });
});
