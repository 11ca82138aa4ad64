// The same file on a Media Foundation platform: MFBeginCreateFile and BeginRead, then a copy through Web streams.
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { E_NOTIMPL, fromBeginEnd, hresultOf, readableStreamOf, writableStreamOf } from 'begin-end';
import * as MF from 'begin-end/platform';

import { countOf, stopwatch } from './figures.mjs';
import { showProgress } from './progress.mjs';
import { showCode } from './showCode.mjs';

/** @import { IMFByteStream } from 'begin-end' */
/** @import { MediaPlatform } from 'begin-end/platform' */
/** @import { Facts } from './awaitCallbacks.mjs' */

/** @param {MediaPlatform} platform */
function fileOpenerOf(platform) {
  return fromBeginEnd(platform.MFBeginCreateFile, platform.MFEndCreateFile, {
    cancel: platform.MFCancelCreateFile,
    dispose: close,
    name: 'MFBeginCreateFile',
  });
}

/** Wine's byte streams cannot be closed. There, as with every COM object, the last Release closes the file. @param {IMFByteStream} stream */
function close(stream) {
  try {
    stream.Close();
  } catch (error) {
    if (hresultOf(error) !== E_NOTIMPL) throw error;
  }
  /** @type {Partial<Disposable>} */ (stream)[Symbol.dispose]?.();
}

/** @type {(platform: MediaPlatform, path: string, facts: Facts, signal: AbortSignal) => Promise<string>} */
export async function readOnPlatform(platform, path, { length }, signal) {
  showCode(
    'onPlatform.mjs',
    'fromBeginEnd(platform.MFBeginCreateFile',
    "fromBeginEnd(stream, 'Read'",
    'await read(bytes',
  );
  const openFile = fileOpenerOf(platform);
  const stream = await openFile(MF.MF_ACCESSMODE_READ, MF.MF_OPENMODE_FAIL_IF_NOT_EXIST, MF.MF_FILEFLAGS_NONE, path, {
    signal,
  });
  const progress = showProgress(length);
  const elapsed = stopwatch();
  const hash = createHash('sha256');
  const bytes = new Uint8Array(64 * 1024);
  let reads = 0;
  try {
    // A byte stream of Media Foundation has no CancelRead: Close is what cancels.
    const read = fromBeginEnd(stream, 'Read', { cancel: () => stream.Close() });
    for (let count; (count = await read(bytes, bytes.length, { signal })) > 0; reads += 1) {
      hash.update(bytes.subarray(0, count));
      progress.add(count);
    }
  } finally {
    progress.stop();
    close(stream);
  }
  console.log(`   ${elapsed(length)}; BeginRead, Invoke, EndRead: ${countOf(reads + 1)} times each`);
  return hash.digest('hex');
}

/** @type {(platform: MediaPlatform, path: string, facts: Facts, signal: AbortSignal) => Promise<string>} */
export async function copyOnPlatform(platform, path, { length }, signal) {
  showCode('onPlatform.mjs', 'readableStreamOf(source', '.pipeTo(');
  const openFile = fileOpenerOf(platform);
  const folder = await mkdtemp(join(tmpdir(), 'begin-end-demo-'));
  const copy = join(folder, 'copy');
  try {
    const source = await openFile(MF.MF_ACCESSMODE_READ, MF.MF_OPENMODE_FAIL_IF_NOT_EXIST, MF.MF_FILEFLAGS_NONE, path);
    const target = await openFile(MF.MF_ACCESSMODE_WRITE, MF.MF_OPENMODE_FAIL_IF_EXIST, MF.MF_FILEFLAGS_NONE, copy);
    const progress = showProgress(length);
    const elapsed = stopwatch();
    try {
      await readableStreamOf(source, { preventClose: true })
        .pipeThrough(countBytes(progress.add))
        .pipeTo(writableStreamOf(target, { preventClose: true }), { signal });
    } finally {
      progress.stop();
      close(source);
      close(target);
    }
    console.log(`   ${elapsed(length)}; into the temporary folder, and removed again`);
    return await checksumOf(platform, copy, signal);
  } finally {
    // Windows keeps a file for a moment after it was closed.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** @type {(platform: MediaPlatform, path: string, signal: AbortSignal) => Promise<string>} */
async function checksumOf(platform, path, signal) {
  const { MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE } = MF;
  const stream = platform.MFCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE, path);
  const hash = createHash('sha256');
  try {
    for await (const bytes of readableStreamOf(stream, { signal, preventClose: true })) hash.update(bytes);
  } finally {
    close(stream);
  }
  return hash.digest('hex');
}

/** @type {(count: (bytes: number) => void) => TransformStream<Uint8Array, Uint8Array>} */
const countBytes = (count) =>
  new TransformStream({
    transform(bytes, controller) {
      count(bytes.length);
      controller.enqueue(bytes);
    },
  });
