import { toBeginEnd } from '../adapters/toBeginEnd.js';
import { ByteStream } from '../byte-stream/ByteStream.js';
import { FileStorage, nodeFileSystem, OwnFile, type FileSystem } from '../byte-stream/FileStorage.js';
import { failureOf } from '../byte-stream/ByteTransfer.js';
import { requireCallback } from '../contract/arguments.js';
import { E_ABORT } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import type { AsyncResultPlatform, IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import type { EmbeddedPlatform } from './EmbeddedPlatform.js';
import { openRequest, type OpenRequest } from './openRequest.js';

/** The permissions of a new file: read and write for all, less what the process masks. */
const mode = 0o666;

/** The functions of a platform that open files. */
export type FileFunctions = Pick<
  EmbeddedPlatform,
  'MFCreateFile' | 'MFBeginCreateFile' | 'MFEndCreateFile' | 'MFCancelCreateFile'
>;

/**
 * Makes the functions that open files, and that use the results and the dispatch of one platform; so do their streams.
 *
 * A stream opened for writing with `MF_OPENMODE_APPEND_IF_EXIST` begins at the end that the file has when it is opened:
 * what other programs append meanwhile is overwritten. An open file is not locked against others, and
 * `MF_FILEFLAGS_NOBUFFERING` changes nothing: the system's cache stays in use.
 *
 * @param platform makes results and dispatches callbacks. These functions do not check whether it is started
 */
export function createFileFunctions(platform: AsyncResultPlatform): FileFunctions {
  const streamOf = (storage: FileStorage, request: OpenRequest): ByteStream =>
    new ByteStream(storage, platform, request.fromEnd ? storage.length() : 0);

  const { begin, end, cancel } = toBeginEnd(
    async (fs: FileSystem, request: OpenRequest, { signal }: { signal: AbortSignal }) => {
      try {
        const storage = await open(fs, request);
        if (!signal.aborted) return streamOf(storage, request);
        await storage.close();
      } catch (error) {
        if (!signal.aborted) throw failureOf(error, 'MFEndCreateFile');
        throw cancelled({ cause: error });
      }
      throw cancelled();
    },
    // The system cannot cancel an open, which may create or empty a file: the operation is over once that has returned.
    { platform, name: 'MFBeginCreateFile', passSignal: true },
  );

  return {
    MFCreateFile(accessMode, openMode, flags, path) {
      const request = openRequest('MFCreateFile', accessMode, openMode, flags, path);
      const fs = nodeFileSystem('MFCreateFile');
      try {
        return streamOf(storageOf(fs, fs.openSync(request.path, request.flags(fs), mode), request), request);
      } catch (error) {
        throw failureOf(error, 'MFCreateFile');
      }
    },

    MFBeginCreateFile(accessMode, openMode, flags, path, callback: IMFAsyncCallback | null, state) {
      const request = openRequest('MFBeginCreateFile', accessMode, openMode, flags, path);
      requireCallback(callback, 'MFBeginCreateFile');
      return begin(nodeFileSystem('MFBeginCreateFile'), request, callback, state);
    },

    MFEndCreateFile: end,
    // The cookie of an operation is its result.
    MFCancelCreateFile: (cookie) => cancel(cookie as IMFAsyncResult),
  };
}

const cancelled = (options?: ErrorOptions): HResultError =>
  new HResultError(E_ABORT, 'MFEndCreateFile', { fault: 'it was cancelled, and no file is open', ...options });

function open(fs: FileSystem, request: OpenRequest): Promise<FileStorage> {
  return new Promise((resolve, reject) => {
    fs.open(request.path, request.flags(fs), mode, (error, fd) => {
      if (error) return reject(error);
      try {
        resolve(storageOf(fs, fd, request));
      } catch (refusal) {
        reject(refusal);
      }
    });
  });
}

function storageOf(fs: FileSystem, fd: number, { capabilities }: OpenRequest): FileStorage {
  try {
    return new FileStorage(fs, new OwnFile(fs, fd), capabilities);
  } catch (error) {
    fs.closeSync(fd);
    throw error;
  }
}
