import { expect, test } from '@jest/globals';
import { isLock, servesMeanwhile } from '../../../src/media-foundation/facts/servesMeanwhile.js';

const given = (...names: string[]): ReadonlySet<string> => new Set(['IUnknown', ...names]);

test('without an object of JavaScript that native code calls, all calls are made at once', () => {
  expect(servesMeanwhile('IMFPresentationClock', 'GetTime', new Set())).toBe(false);
  expect(servesMeanwhile('', 'MFGetService', new Set())).toBe(false);
});

test('with one, what may want any lock is called while JavaScript serves', () => {
  const source = given('IMFMediaSource');
  for (const [name, method] of [
    ['IMFSourceResolver', 'BeginCreateObjectFromURL'],
    ['IMFGetService', 'GetService'],
    ['IMFMediaSink', 'GetStreamSinkByIndex'],
    ['IMFMediaTypeHandler', 'GetCurrentMediaType'],
    ['IMFAttributes', 'GetCount'],
    ['IDeclaredByTheProgram', 'Any'],
    ['', 'MFGetService'],
    ['', 'MFUnlockWorkQueue'],
  ] as const) {
    expect([name, method, servesMeanwhile(name, method, source)]).toStrictEqual([name, method, true]);
  }
});

test('what holds values or is a file, makes something new or puts items into a queue, is called at once', () => {
  const source = given('IMFMediaSource');
  for (const [name, method] of [
    ['IMFSample', 'SetSampleTime'],
    ['IMFMediaBuffer', 'Release'],
    ['IMFMediaEventQueue', 'QueueEventParamVar'],
    ['IMFByteStream', 'BeginRead'],
    ['', 'MFPutWorkItem'],
    ['', 'MFCreateMemoryBuffer'],
    ['', 'DeclaredByTheProgram'],
  ] as const) {
    expect([name, method, servesMeanwhile(name, method, source)]).toStrictEqual([name, method, false]);
  }
});

test('what may call an object of JavaScript of the same sort is called while JavaScript serves', () => {
  expect(servesMeanwhile('IMFSample', 'GetTotalLength', given('IMFMediaBuffer'))).toBe(true);
  expect(servesMeanwhile('IMFByteStream', 'BeginRead', given('IMFMediaBuffer'))).toBe(false);
  expect(servesMeanwhile('IMFByteStream', 'BeginRead', given('IStream'))).toBe(true);
  expect(servesMeanwhile('IMFByteStreamOfWine', 'BeginRead', given('IStream'))).toBe(false);
});

test('what lets go of an object of any kind is called while JavaScript serves', () => {
  for (const method of ['Release', 'DeleteItem', 'DeleteAllItems', 'SetUnknown', 'SetItem', 'CopyAllItems']) {
    expect([method, servesMeanwhile('IMFMediaType', method, given('IMFByteStream'))]).toStrictEqual([method, true]);
  }
  expect(servesMeanwhile('IMFMediaEventQueue', 'Shutdown', given('IMFByteStream'))).toBe(true);
});

test('locks that are of a thread are known by their names', () => {
  expect(['LockStore', 'UnlockStore', 'LockDevice', 'UnlockDevice'].every(isLock)).toBe(true);
  expect(['Lock', 'Unlock', 'MFLockWorkQueue', 'GetCount'].some(isLock)).toBe(false);
});
