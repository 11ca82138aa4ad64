import { expect, test } from '@jest/globals';
import { servesMeanwhile } from '../../../src/media-foundation/facts/servesMeanwhile.js';

test('what takes the lock of all resolvers and gives its answer at once, is called while JavaScript serves', () => {
  expect(servesMeanwhile('', 'MFRegisterLocalSchemeHandler')).toBe(true);
  expect(servesMeanwhile('', 'MFPutWorkItem')).toBe(false);
  expect(servesMeanwhile('IMFSourceResolver', 'BeginCreateObjectFromURL')).toBe(true);
  expect(servesMeanwhile('IMFSourceResolver', 'CreateObjectFromURL')).toBe(false);
  expect(servesMeanwhile('IMFByteStream', 'BeginRead')).toBe(false);
});
