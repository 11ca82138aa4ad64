import fs from 'node:fs';
import { expect, jest, test } from '@jest/globals';

import { builtinModule, warn } from '../../src/contract/host.js';

/** As Bun does without FinalizationRegistry, and Deno with frozen prototypes. */
function unloadable(): never {
  throw new ReferenceError('FinalizationRegistry is not defined');
}

test('builtinModule, on Node, is the module itself', () => {
  expect(builtinModule('node:fs')).toBe(fs);
});

test.each([
  ['a browser', {}],
  ['a bundle that fakes process', { process: {} }],
  ['a runtime without the module', { process: { getBuiltinModule: () => undefined } }],
  ['a runtime that fails to load the module', { process: { getBuiltinModule: unloadable } }],
])('builtinModule, in %s, is undefined', (_, globals) => {
  expect(builtinModule('node:fs', globals)).toBeUndefined();
});

test('warn, on Node, emits a warning with its type and code', () => {
  const emitted = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  warn('BeginRead: broken', 'BeginEndWarning', 'second-invoke');
  expect(emitted.mock.calls).toStrictEqual([['BeginRead: broken', { type: 'BeginEndWarning', code: 'second-invoke' }]]);
  emitted.mockRestore();
});

test('warn, with an error, on Node, has its stack as detail', () => {
  const emitted = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const error = new Error('why');
  warn('BeginRead: broken', 'BeginEndWarning', 'cancel-failed', error);
  expect(emitted.mock.calls[0]?.[1]).toStrictEqual({
    type: 'BeginEndWarning',
    code: 'cancel-failed',
    detail: error.stack,
  });
  emitted.mockRestore();
});

test('warn, with an error that is null, on Node, has that as detail', () => {
  const emitted = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  warn('BeginRead: broken', 'BeginEndWarning', 'cancel-failed', null);
  expect(emitted.mock.calls[0]?.[1]).toMatchObject({ detail: 'null' });
  emitted.mockRestore();
});

test('warn, with an error whose stack cannot be read, writes it to the console', () => {
  const warned = jest.spyOn(console, 'warn').mockImplementation(() => {});
  const error = {
    get stack(): never {
      throw new Error('unreadable');
    },
  };
  warn('BeginRead: broken', 'BeginEndWarning', 'cancel-failed', error);
  expect(warned.mock.calls).toStrictEqual([['BeginEndWarning [cancel-failed]: BeginRead: broken', error]]);
  warned.mockRestore();
});

test('warn, where emitWarning throws, writes to the console', () => {
  const emitted = jest.spyOn(process, 'emitWarning').mockImplementation(() => {
    throw new TypeError('Cannot assign to read only property');
  });
  const warned = jest.spyOn(console, 'warn').mockImplementation(() => {});
  warn('BeginRead: broken', 'BeginEndWarning', 'second-invoke');
  expect(warned.mock.calls).toStrictEqual([['BeginEndWarning [second-invoke]: BeginRead: broken']]);
  emitted.mockRestore();
  warned.mockRestore();
});

test.each([[undefined], [new Error('why')]])(
  'warn of %p, where there is neither process nor console, is silent',
  (error) => {
    const withoutProcess = jest.replaceProperty(globalThis, 'process', undefined as never);
    const withoutConsole = jest.replaceProperty(globalThis, 'console', undefined as never);
    try {
      expect(() => warn('BeginRead: broken', 'BeginEndWarning', 'second-invoke', error)).not.toThrow();
    } finally {
      withoutConsole.restore();
      withoutProcess.restore();
    }
  },
);

test.each([[undefined], [{}]])('warn, where process is %p, writes to the console', (process) => {
  const warned = jest.spyOn(console, 'warn').mockImplementation(() => {});
  const replaced = jest.replaceProperty(globalThis, 'process', process as never);
  warn('BeginRead: broken', 'BeginEndWarning', 'second-invoke');
  replaced.restore();
  expect(warned.mock.calls).toStrictEqual([['BeginEndWarning [second-invoke]: BeginRead: broken']]);
  warned.mockRestore();
});
