import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { describe, expect, test } from '@jest/globals';
import { asyncContextOf, inNoContext } from '../../src/contract/asyncContextOf.js';
import { createEmbeddedPlatform, MF_VERSION } from '../../src/platform/index.js';
import { turn } from '../platform/support.js';

const storage = new AsyncLocalStorage<string>();

/** What the storage reads in a context that was made where it reads `'made here'`. */
function readIn(globals: object): { seen: unknown } {
  const Context = asyncContextOf(globals);
  const context = storage.run('made here', () => new Context('test'));
  const reader: { seen: unknown } = { seen: 'nothing' };
  context.runInAsyncScope(function read(this: typeof reader) {
    this.seen = storage.getStore();
  }, reader);
  return reader;
}

describe('the asynchronous context', () => {
  test('where Node has AsyncResource, it is the one in which the object was made', () => {
    expect(readIn({ process: { getBuiltinModule: () => ({ AsyncResource }) } }).seen).toBe('made here');
  });

  test.each([
    ['a browser', {}],
    ['a bundle that fakes process', { process: {} }],
    ['a runtime without the module', { process: { getBuiltinModule: () => undefined } }],
    ['a runtime without the class', { process: { getBuiltinModule: () => ({}) } }],
  ])('in %s, it is that of the turn', (_name, globals) => {
    expect(readIn(globals).seen).toBeUndefined();
  });

  test('of a function that runs in none, is none, and it gives what the function gives', () => {
    expect(storage.run('a request', () => inNoContext(() => ['given', storage.getStore()]))).toStrictEqual([
      'given',
      undefined,
    ]);
  });

  test('of each of two items that run in one turn, Invoke sees its own', async () => {
    const { MFStartup, MFPutWorkItem } = createEmbeddedPlatform();
    MFStartup(MF_VERSION);
    const seen: unknown[] = [];
    const see = { Invoke: () => seen.push(storage.getStore()) };
    storage.run('first', () => MFPutWorkItem(1, see, null));
    storage.run('second', () => MFPutWorkItem(1, see, null));
    await turn();
    expect(seen).toStrictEqual(['first', 'second']);
  });
});
