import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { byteStreamFrom, readableStreamOf, writableStreamOf } from '../../src/index.js';
import {
  createEmbeddedPlatform,
  MF_ACCESSMODE_READ,
  MF_ACCESSMODE_WRITE,
  MF_FILEFLAGS_NONE,
  MF_OPENMODE_FAIL_IF_NOT_EXIST,
  MF_OPENMODE_DELETE_IF_EXIST,
  MF_VERSION,
} from '../../src/platform/index.js';
import { fileOf, newPath } from '../support/files.js';
import { testWithFullDisk } from '../support/conditionalTests.js';

// Neither a multiple of the chunk size nor of anything else.
const content = randomBytes(1_000_003);
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('a copy from a file through readableStreamOf and writableStreamOf to a file', () => {
  test('over FileHandles, is the same', async () => {
    const [from, to] = [fileOf(content), newPath()];
    const source = byteStreamFrom(await open(from));
    await readableStreamOf(source).pipeTo(writableStreamOf(byteStreamFrom(await open(to, 'w'))));
    expect(hash(readFileSync(to))).toBe(hash(content));
  });

  test('over a platform, is the same', async () => {
    const { MFStartup, MFShutdown, MFCreateFile } = createEmbeddedPlatform();
    MFStartup(MF_VERSION);
    const [from, to] = [fileOf(content), newPath()];
    const source = MFCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE, from);
    const target = MFCreateFile(MF_ACCESSMODE_WRITE, MF_OPENMODE_DELETE_IF_EXIST, MF_FILEFLAGS_NONE, to);
    await readableStreamOf(source, { chunkSize: 10_007 }).pipeTo(writableStreamOf(target));
    MFShutdown();
    expect(hash(readFileSync(to))).toBe(hash(content));
  });

  testWithFullDisk('to a full disk, fails with its code, and closes both', async () => {
    const source = byteStreamFrom(content);
    const target = byteStreamFrom(await open('/dev/full', 'r+'));
    await expect(readableStreamOf(source).pipeTo(writableStreamOf(target))).rejects.toMatchObject({
      hresult: 0x80070070, // HRESULT_FROM_WIN32(ERROR_DISK_FULL)
    });
    expect(() => source.GetLength()).toThrow('MF_E_SHUTDOWN');
    expect(() => target.IsEndOfStream()).toThrow('MF_E_SHUTDOWN');
  });
});
