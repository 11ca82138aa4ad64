import { ByteStream } from '../byte-stream/ByteStream.js';
import { FileStorage, nodeFileSystem, type FileSystem } from '../byte-stream/FileStorage.js';
import { failureOf } from '../byte-stream/ByteTransfer.js';
import { E_INVALIDARG } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import type { AsyncResultPlatform, IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import type { IMFByteStream } from '../contract/IMFByteStream.js';
import { FileCreation } from './FileCreation.js';
import type { MediaPlatform } from './MediaPlatform.js';
import { openRequest, type OpenRequest } from './openRequest.js';

/** Read and write for everybody, less what the process masks: what a new file is made with. */
const mode = 0o666;

/** The functions of a platform that open files. */
export type FileFunctions = Pick<
  MediaPlatform,
  'MFCreateFile' | 'MFBeginCreateFile' | 'MFEndCreateFile' | 'MFCancelCreateFile'
>;

/**
 * Makes the functions that open files, for one platform: the results and the dispatch of what they open are its own.
 *
 * Whoever opens a file for writing with `MF_OPENMODE_APPEND_IF_EXIST` begins at its end. A file that is opened is not
 * locked against others, and `MF_FILEFLAGS_NOBUFFERING` changes nothing: the system's cache stays in use.
 *
 * @param platform makes results and dispatches callbacks; whether it is started is for it to say
 */
export function createFileFunctions(platform: AsyncResultPlatform): FileFunctions {
  const creations = new WeakMap<IMFAsyncResult, FileCreation>();

  const streamOf = (storage: FileStorage, request: OpenRequest): IMFByteStream =>
    new ByteStream(storage, platform, request.fromEnd ? storage.length() : 0);

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
      const operation = 'MFBeginCreateFile';
      const request = openRequest(operation, accessMode, openMode, flags, path);
      if (!callback) throw new HResultError(E_INVALIDARG, operation, { fault: 'expected a callback' });
      const fs = nodeFileSystem(operation);
      const creation = new FileCreation(platform, callback, state);
      creations.set(creation.result, creation);
      void open(fs, request)
        .then((storage) => streamOf(storage, request))
        .then(
          (stream) => creation.complete(stream),
          (error: unknown) => creation.fail(failureOf(error, 'MFEndCreateFile')),
        );
      return creation;
    },

    MFEndCreateFile(result) {
      const creation = creations.get(result);
      if (creation) return creation.end();
      throw new HResultError(E_INVALIDARG, 'MFEndCreateFile', { fault: 'this result belongs to another operation' });
    },

    MFCancelCreateFile(cookie) {
      if (cookie instanceof FileCreation && creations.get(cookie.result) === cookie) return cookie.cancel();
      throw new HResultError(E_INVALIDARG, 'MFCancelCreateFile', { fault: 'this cookie belongs to something else' });
    },
  };
}

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
    return new FileStorage(fs, fd, { capabilities });
  } catch (error) {
    fs.closeSync(fd);
    throw error;
  }
}
