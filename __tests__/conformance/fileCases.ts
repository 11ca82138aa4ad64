import assert from 'node:assert/strict';
import { E_POINTER, HRESULT_FROM_WIN32, S_OK } from '../../src/contract/hresult.js';
import type { IMFByteStream } from '../../src/contract/IMFByteStream.js';
import { ERROR_FILE_NOT_FOUND } from '../../src/contract/win32.js';
import { MF_ACCESSMODE_READ, MF_FILEFLAGS_NONE, MF_OPENMODE_FAIL_IF_NOT_EXIST } from '../../src/platform/constants.js';
import type { MediaPlatform } from '../../src/platform/MediaPlatform.js';
import { assertCode, started, type Case } from './suite.js';

const content = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);

const open = (platform: MediaPlatform, path: string): IMFByteStream =>
  platform.MFCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE, path);

/** Files, and their byte streams. */
export const fileCases: Case[] = [
  {
    facts: [153, 154, 155, 156, 157],
    sentence:
      'MFBeginCreateFile is S_OK with a cookie; its result has the state and no object; MFEndCreateFile is the file',
    run: started(async (platform, tools) => {
      const state = platform.MFCreateAsyncResult(null, null, null);
      const callback = tools.recorder();
      const cookie = platform.MFBeginCreateFile(
        MF_ACCESSMODE_READ,
        MF_OPENMODE_FAIL_IF_NOT_EXIST,
        MF_FILEFLAGS_NONE,
        tools.file(content),
        callback,
        state,
      );
      assert.ok(cookie != null);
      const result = await callback.first();
      assert.ok(result.GetState() === state);
      assertCode(E_POINTER, () => result.GetObject());
      const file = platform.MFEndCreateFile(result);
      assert.equal(file.GetLength(), BigInt(content.length));
      file.Close();
    }),
  },
  {
    facts: [158, 160, 161],
    sentence:
      'BeginRead without a state is S_OK; its callback comes when the bytes are there; EndRead after Invoke has returned ' +
      'is their number',
    run: started(async (platform, tools) => {
      const file = open(platform, tools.file(content));
      const bytes = new Uint8Array(2 * content.length);
      const callback = tools.recorder(() => assert.deepEqual(bytes.subarray(0, content.length), content));
      assertCode(S_OK, () => file.BeginRead(bytes, bytes.length, callback, null));
      const result = await callback.first();
      assert.equal(file.EndRead(result), content.length);
      file.Close();
    }),
  },
  {
    facts: [162],
    sentence: 'Close twice is S_OK',
    run: started((platform, tools) => {
      const file = open(platform, tools.file(content));
      assertCode(S_OK, () => file.Close());
      assertCode(S_OK, () => file.Close());
    }),
  },
  {
    facts: [168],
    sentence: 'a missing file is HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND), from MFEndCreateFile',
    run: started(async (platform, tools) => {
      const callback = tools.recorder();
      platform.MFBeginCreateFile(
        MF_ACCESSMODE_READ,
        MF_OPENMODE_FAIL_IF_NOT_EXIST,
        MF_FILEFLAGS_NONE,
        `${tools.file(content)}.missing`,
        callback,
        null,
      );
      const result = await callback.first();
      assertCode(HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND), () => platform.MFEndCreateFile(result));
    }),
  },
];
