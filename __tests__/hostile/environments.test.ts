import { describe, expect, test } from '@jest/globals';

import { runInChild } from '../support/childProcess.js';

// Hosts that lack what Node and browsers have, and programs that replace what they have: React Native and QuickJS have no
// DOMException, workers of some hosts no timers, and bluebird, zone.js and Dexie replace Promise or parts of it.

/** Uses all there is of both adapters, and says what came of it. */
const use = `
import { E_ABORT, fromBeginEnd, hresultOf, isCancelled, MFCreateAsyncResult, setMisuseHandler, toBeginEnd, whenEnded } from './index.js';
const said = [];
const say = (name, right) => said.push(right ? '' : name);
async function run() {
  say('there and back', (await fromBeginEnd(toBeginEnd({ add: async (a, b) => a + b })).add(1, 2)) === 3);

  const waiting = fromBeginEnd((callback) => {}, () => {});
  const cancelled = waiting();
  cancelled.cancel();
  const own = await cancelled.catch((error) => error);
  say('cancel', own instanceof Error && own.name === 'AbortError' && isCancelled(own) && hresultOf(own) === E_ABORT);
  const controller = new AbortController();
  const aborted = waiting({ signal: controller.signal });
  controller.abort('why');
  say('abort', (await aborted.catch((error) => error)) === 'why');

  const error = new Error('thrown');
  const failing = toBeginEnd(() => { throw error; });
  say('a function that throws', (await fromBeginEnd(failing)().catch((thrown) => thrown)) === error);
  const foreign = toBeginEnd(() => ({ then: (resolve) => resolve('foreign') }));
  say('a thenable', (await fromBeginEnd(foreign)()) === 'foreign');

  const stuck = fromBeginEnd(toBeginEnd(() => new Native(() => {})), { dispose() {} })();
  stuck.cancel('stop');
  say('what cannot be stopped', (await stuck.catch((reason) => reason)) === 'stop');

  const over = waiting();
  const ended = whenEnded(over);
  over.catch(() => {});
  say('whenEnded', typeof ended.then === 'function');

  const twice = fromBeginEnd((callback) => {
    callback.Invoke(MFCreateAsyncResult(null, null, null));
    callback.Invoke(MFCreateAsyncResult(null, null, null));
  }, () => 'value');
  say('a misuse', (await twice()) === 'value');
  const uncancellable = fromBeginEnd(() => {}, () => {}, { cancel() { throw new Error('in vain'); } })();
  uncancellable.cancel('stop');
  say('a cancel that fails', (await uncancellable.catch((reason) => reason)) === 'stop');
}
`;

/** What came of all that in a program that runs `prepare` after the library was loaded, and what it wrote to stderr. */
function outcome(prepare: string) {
  const { stdout, stderr } = runInChild(`
    const { log } = console;
    ${use}
    const Native = Promise;
    ${prepare}
    run().then(() => log(said.join('') || 'all right'), (error) => log('failed', error));
  `);
  return { said: stdout.trim(), stderr };
}

/** The same in a program that runs `prepare` before the library is loaded. */
function outcomeAfter(prepare: string) {
  const { stdout, stderr } = runInChild(`
    import ${JSON.stringify(`data:text/javascript,${encodeURIComponent(`globalThis.Native = Promise; globalThis.log = console.log; ${prepare}`)}`)};
    ${use}
    run().then(() => log(said.join('') || 'all right'), (error) => log('failed', error));
  `);
  return { said: stdout.trim(), stderr };
}

const replacedPromise = `
  class Bluebird {
    constructor(executor) { this.native = new Native((resolve, reject) => executor(resolve, reject)); }
    then(fulfilled, rejected) { const { native } = this; return new Bluebird((resolve) => resolve(native.then(fulfilled, rejected))); }
    catch(rejected) { return this.then(undefined, rejected); }
    static resolve(value) { return new Bluebird((resolve) => resolve(value)); }
    static reject(error) { return new Bluebird((_, reject) => reject(error)); }
  }
  globalThis.Promise = Bluebird;
`;
const warns = /second-invoke[^]*cancel-failed/;

describe('a program that replaces promises after the library was loaded', () => {
  test.each<[string, string]>([
    ['Promise itself (bluebird, zone.js)', replacedPromise],
    ['the static resolve (Dexie)', "Promise.resolve = () => { throw new Error('replaced'); };"],
    ['the static reject', "Promise.reject = () => { throw new Error('replaced'); };"],
    [
      'then of the prototype (zone.js)',
      'const { then } = Promise.prototype; Promise.prototype.then = function (...both) { return then.apply(this, both); };',
    ],
  ])('works, where it replaces %s', (_, prepare) => {
    const { said, stderr } = outcome(prepare);
    expect(said).toBe('all right');
    expect(stderr).toMatch(warns);
  });
});

describe('a host', () => {
  test.each<[string, string]>([
    ['whose Promise was replaced before', replacedPromise],
    ['without DOMException', 'delete globalThis.DOMException;'],
    [
      'without timers',
      "for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'MessageChannel']) delete globalThis[name];",
    ],
    ['without queueMicrotask', 'delete globalThis.queueMicrotask;'],
    ['without WeakRef and FinalizationRegistry', 'delete globalThis.WeakRef; delete globalThis.FinalizationRegistry;'],
  ])('%s, runs both adapters and is warned', (_, prepare) => {
    const { said, stderr } = outcomeAfter(prepare);
    expect(said).toBe('all right');
    expect(stderr).toMatch(warns);
  });

  test('without process, runs both adapters and is warned on its console', () => {
    const { said, stderr } = outcomeAfter('delete globalThis.process;');
    expect(said).toBe('all right');
    expect(stderr).toMatch(
      /BeginEndWarning \[second-invoke\]: [^]*BeginEndWarning \[cancel-failed\]: .+ Error: in vain/,
    );
  });

  test('without process and console, runs both adapters and is silent', () => {
    expect(outcomeAfter('delete globalThis.process; delete globalThis.console;')).toStrictEqual({
      said: 'all right',
      stderr: '',
    });
  });

  test('whose built-in prototypes are frozen, runs both adapters and is warned', () => {
    const freeze = `
      for (const name of Object.getOwnPropertyNames(globalThis)) {
        const value = Object.getOwnPropertyDescriptor(globalThis, name)?.value;
        if (typeof value === 'function' && value.prototype) Object.freeze(value.prototype);
      }
      for (const prototype of [AbortSignal, DOMException, EventTarget]) Object.freeze(prototype.prototype);
    `;
    const { said, stderr } = outcomeAfter(freeze);
    expect(said).toBe('all right');
    expect(stderr).toMatch(warns);
  });
});
