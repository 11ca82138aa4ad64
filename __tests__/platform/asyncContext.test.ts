import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { describe, expect, test } from '@jest/globals';
import { MFCreateAsyncResult } from '../../src/contract/MFCreateAsyncResult.js';
import { contextKeeperOf } from '../../src/platform/asyncContext.js';
import { createEmbeddedPlatform, MF_VERSION } from '../../src/platform/index.js';
import { turn } from './support.js';

const storage = new AsyncLocalStorage<string>();
const callback = { Invoke: () => storage.getStore() };
const result = MFCreateAsyncResult(null, callback, null);
const node = { process: { getBuiltinModule: () => ({ AsyncResource }) } };

describe('the asynchronous context', () => {
  test('where Node has AsyncResource, Invoke runs in the context that was kept', () => {
    const context = storage.run('kept', contextKeeperOf(node));
    expect(context.runInAsyncScope((self, given) => self.Invoke(given), undefined, callback, result)).toBe('kept');
  });

  test.each([
    ['a browser', {}],
    ['a bundle that fakes process', { process: {} }],
    ['a runtime without the module', { process: { getBuiltinModule: () => undefined } }],
    ['a runtime without the class', { process: { getBuiltinModule: () => ({}) } }],
  ])('in %s, Invoke runs in the context of the turn', (_name, globals) => {
    const context = storage.run('lost', contextKeeperOf(globals));
    expect(context.runInAsyncScope((self, given) => self.Invoke(given), undefined, callback, result)).toBeUndefined();
  });

  test('of each of two items that run in one turn, Invoke sees its own', async () => {
    const { MFStartup, MFPutWorkItem } = createEmbeddedPlatform();
    MFStartup(MF_VERSION);
    const seen: unknown[] = [];
    const see = { Invoke: () => seen.push(storage.getStore()) };
    storage.run('first', () => MFPutWorkItem(1, see, null));
    storage.run('second', () => MFPutWorkItem(1, see, null));
    await turn();
    expect(seen).toEqual(['first', 'second']);
  });
});
