import fs from 'node:fs';
import { expect, test } from '@jest/globals';
import { FileStorage, OwnFile } from '../../src/byte-stream/FileStorage.js';
import { MFBYTESTREAM_IS_READABLE } from '../../src/contract/IMFByteStream.js';
import { fileOf } from '../support/files.js';

test('a file whose descriptor is 0, because the standard input was closed, is open', () => {
  const stat = fs.statSync(fileOf('text'));
  const own = { ...fs, fstatSync: () => stat };
  expect(new FileStorage(own, new OwnFile(own, 0), MFBYTESTREAM_IS_READABLE).length()).toBe(4);
});
