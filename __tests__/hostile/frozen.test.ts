import { describe, expect, test } from '@jest/globals';

import { runInChild } from '../support/childProcess.js';

// Hardened realms freeze all that is built in before anything else is loaded. From then on an assignment throws where a
// prototype has a property of that name.

/** Freezes the prototypes of all built-in classes, then loads the library and uses it. */
const program = (use: string): string => `
const builtIn = new Set();
for (const name of Object.getOwnPropertyNames(globalThis)) {
  const { value } = Object.getOwnPropertyDescriptor(globalThis, name);
  if (typeof value === 'function' && value.prototype) builtIn.add(value.prototype);
}
for (const value of [async () => {}, function* () {}, async function* () {}, [][Symbol.iterator](), new Map().keys()]) {
  for (let at = Object.getPrototypeOf(value); at; at = Object.getPrototypeOf(at)) builtIn.add(at);
}
for (const prototype of [AbortSignal, DOMException, EventTarget, ReadableStream]) builtIn.add(prototype.prototype);
for (const prototype of builtIn) Object.freeze(prototype);
const frozen = [Error.prototype, Object.prototype, Promise.prototype].every(Object.isFrozen);
${use}
console.log(frozen, ...said);
`;

const using = `
const { E_ABORT, E_FAIL, fromBeginEnd, HResultError, hresultOf, toBeginEnd } = await import('./index.js');
const said = [];
const error = new HResultError(E_FAIL, 'EndRead');
said.push(error.name, String(error), error.stack.startsWith('HResultError: EndRead'), Object.hasOwn(error, 'name'));
said.push(HResultError.from(JSON.parse(JSON.stringify(error))).message);
said.push(hresultOf(AbortSignal.abort().reason) === E_ABORT);
said.push(await fromBeginEnd(toBeginEnd({ add: async (a, b) => a + b })).add(1, 2));
const never = fromBeginEnd(() => {}, () => {})();
never.cancel('stopped');
said.push(await never.catch((reason) => reason));
`;

const loading = (module: string): string => `
const { HResultError } = await import('./contract/HResultError.js');
const loaded = await import('./${module}');
const said = [Object.keys(loaded).length > 10, new HResultError(0x80004004).name];
`;

const outcome = (use: string) => {
  const { status, stdout, stderr } = runInChild(program(use));
  return { status, stdout, stderr };
};

describe('a realm whose built-in prototypes are frozen', () => {
  test('the library, loaded into it, works, and its errors have their names', () => {
    expect(outcome(using)).toStrictEqual({
      status: 0,
      stdout:
        'true HResultError HResultError: EndRead: the operation failed (E_FAIL) true false ' +
        'EndRead: the operation failed (E_FAIL) true 3 stopped\n',
      stderr: '',
    });
  });

  test.each(['contract/hresults.js', 'platform/index.js'])('%s, loaded into it, is there', (module) => {
    expect(outcome(loading(module))).toStrictEqual({ status: 0, stdout: 'true true HResultError\n', stderr: '' });
  });
});
