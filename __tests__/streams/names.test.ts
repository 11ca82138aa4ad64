import { expect, test } from '@jest/globals';
import {
  hresultName,
  MF_E_END_OF_STREAM,
  MF_E_MULTIPLE_BEGIN,
  MF_E_MULTIPLE_SUBSCRIBERS,
  MF_E_NO_EVENTS_AVAILABLE,
} from '../../src/index.js';

// A file of its own: the platform, which other tests import, knows all names.
test.each([
  [MF_E_END_OF_STREAM, 'MF_E_END_OF_STREAM'],
  [MF_E_MULTIPLE_BEGIN, 'MF_E_MULTIPLE_BEGIN'],
  [MF_E_MULTIPLE_SUBSCRIBERS, 'MF_E_MULTIPLE_SUBSCRIBERS'],
  [MF_E_NO_EVENTS_AVAILABLE, 'MF_E_NO_EVENTS_AVAILABLE'],
  [0xc00d36ee, 'MF_E_BYTESTREAM_NOT_SEEKABLE'],
  [0xc00d36fb, 'MF_E_BYTESTREAM_UNKNOWN_LENGTH'],
])('the code %i, of streams, with the main entry alone, is %s', (hr, name) => {
  expect(hresultName(hr)).toBe(name);
});
