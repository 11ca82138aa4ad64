import { expect, test } from '@jest/globals';
import { servesMeanwhile } from '../../../src/media-foundation/facts/servesMeanwhile.js';

test('what takes the lock of all resolvers and gives its answer at once, is called while JavaScript serves', () => {
  expect(servesMeanwhile('', 'MFRegisterLocalSchemeHandler', false)).toBe(true);
  expect(servesMeanwhile('', 'MFPutWorkItem', true)).toBe(false);
  expect(servesMeanwhile('IMFSourceResolver', 'BeginCreateObjectFromURL', false)).toBe(true);
  expect(servesMeanwhile('IMFSourceResolver', 'CreateObjectFromURL', false)).toBe(false);
  expect(servesMeanwhile('IMFByteStream', 'BeginRead', true)).toBe(false);
});

test('what takes the lock of a presentation clock is called while JavaScript serves', () => {
  for (const name of ['IMFClock', 'IMFPresentationClock', 'IMFRateControl', 'IMFShutdown', 'IMFTimer']) {
    expect(servesMeanwhile(name, 'GetState', false)).toBe(true);
  }
});

test('what takes the lock of a sample is called while JavaScript serves, once JavaScript has a buffer', () => {
  expect(servesMeanwhile('IMFSample', 'GetSampleTime', false)).toBe(false);
  expect(servesMeanwhile('IMFSample', 'GetSampleTime', true)).toBe(true);
});
