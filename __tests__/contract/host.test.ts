import fs from 'node:fs';
import { expect, jest, test } from '@jest/globals';

import { builtinModule, warn } from '../../src/contract/host.js';

test('builtinModule, on Node, is the module itself', () => {
  expect(builtinModule('node:fs')).toBe(fs);
});

test.each([
  ['a browser', {}],
  ['a bundle that fakes process', { process: {} }],
  ['a runtime without the module', { process: { getBuiltinModule: () => undefined } }],
])('builtinModule, in %s, is undefined', (_, globals) => {
  expect(builtinModule('node:fs', globals)).toBeUndefined();
});

test('warn, on Node, emits a warning with its type and code', () => {
  const emitted = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  warn('BeginRead: broken', 'BeginEndWarning', 'second-invoke');
  expect(emitted.mock.calls).toStrictEqual([['BeginRead: broken', { type: 'BeginEndWarning', code: 'second-invoke' }]]);
  emitted.mockRestore();
});

test.each([[undefined], [{}]])('warn, where process is %p, writes to the console', (process) => {
  const warned = jest.spyOn(console, 'warn').mockImplementation(() => {});
  const replaced = jest.replaceProperty(globalThis, 'process', process as never);
  warn('BeginRead: broken', 'BeginEndWarning', 'second-invoke');
  replaced.restore();
  expect(warned.mock.calls).toStrictEqual([['BeginEndWarning [second-invoke]: BeginRead: broken']]);
  warned.mockRestore();
});
