import { describe } from '../contract/arguments.js';
import { builtinModule } from '../contract/host.js';
import { fieldOf } from '../contract/isCancelled.js';
import { E_INVALIDARG } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import type { FileSystem } from '../byte-stream/FileStorage.js';
import * as MF from './constants.js';

/** The modes of Media Foundation in the terms of `fs.open`. */
export interface OpenRequest {
  readonly path: string;
  /** The `MFBYTESTREAM_…` bits that the modes give the stream. */
  readonly capabilities: number;
  /** Whether the position begins at the end, so that the present content is kept. */
  readonly fromEnd: boolean;
  /** The flags of `fs.open`, whose values differ between systems. */
  flags(fs: FileSystem): number;
}

type FlagName = 'O_RDONLY' | 'O_WRONLY' | 'O_RDWR' | 'O_CREAT' | 'O_EXCL' | 'O_TRUNC';

const accesses = new Map<number, { flag: FlagName; capabilities: number }>([
  [MF.MF_ACCESSMODE_READ, { flag: 'O_RDONLY', capabilities: MF.MFBYTESTREAM_IS_READABLE }],
  [MF.MF_ACCESSMODE_WRITE, { flag: 'O_WRONLY', capabilities: MF.MFBYTESTREAM_IS_WRITABLE }],
  [
    MF.MF_ACCESSMODE_READWRITE,
    { flag: 'O_RDWR', capabilities: MF.MFBYTESTREAM_IS_READABLE | MF.MFBYTESTREAM_IS_WRITABLE },
  ],
]);

const openings = new Map<number, FlagName[]>([
  [MF.MF_OPENMODE_FAIL_IF_NOT_EXIST, []],
  [MF.MF_OPENMODE_FAIL_IF_EXIST, ['O_CREAT', 'O_EXCL']],
  [MF.MF_OPENMODE_RESET_IF_EXIST, ['O_TRUNC']],
  [MF.MF_OPENMODE_APPEND_IF_EXIST, ['O_CREAT']],
  [MF.MF_OPENMODE_DELETE_IF_EXIST, ['O_CREAT', 'O_TRUNC']],
]);

const allFileFlags = MF.MF_FILEFLAGS_NOBUFFERING | MF.MF_FILEFLAGS_ALLOW_WRITE_SHARING;

/** A path, also of a file URL. @throws what `node:url` throws for a URL that is the name of no file here */
function pathOf(path: string): string {
  if (!/^file:\/\//i.test(path)) return path;
  const url = builtinModule('node:url') as { fileURLToPath(url: string): string } | undefined;
  return url?.fileURLToPath(path) ?? path;
}

/** Reads the arguments that open a file. @throws HResultError `E_INVALIDARG` where they make no sense together */
export function openRequest(
  operation: string,
  accessMode: number,
  openMode: number,
  fileFlags: number,
  path: string,
): OpenRequest {
  const refuse = (fault: string, options?: ErrorOptions) =>
    new HResultError(E_INVALIDARG, operation, { fault, ...options });
  const access = accesses.get(accessMode);
  if (!access) throw refuse(`unknown access mode ${describe(accessMode)}`);
  const opening = openings.get(openMode);
  if (!opening) throw refuse(`unknown open mode ${describe(openMode)}`);
  if (typeof fileFlags !== 'number' || (fileFlags & allFileFlags) !== fileFlags) {
    throw refuse(`unknown flags ${describe(fileFlags)}`);
  }
  if (typeof path !== 'string') throw refuse(`expected a path, got ${describe(path)}`);
  let file: string;
  try {
    file = pathOf(path);
  } catch (error) {
    throw refuse(`'${path}' is the URL of no file here: ${String(fieldOf(error, 'message'))}`, { cause: error });
  }
  if (file === '' || file.includes('\0')) throw refuse(`expected a path, got ${describe(path)}`);
  const writes = accessMode !== MF.MF_ACCESSMODE_READ;
  // Windows needs write access for this, and POSIX leaves open what happens.
  if (openMode === MF.MF_OPENMODE_RESET_IF_EXIST && !writes) throw refuse('emptying a file needs write access');
  const sharing = (fileFlags & MF.MF_FILEFLAGS_ALLOW_WRITE_SHARING) === 0 ? 0 : MF.MFBYTESTREAM_SHARE_WRITE;
  return {
    path: file,
    capabilities: access.capabilities | sharing,
    fromEnd: openMode === MF.MF_OPENMODE_APPEND_IF_EXIST && writes,
    flags: ({ constants }) => [access.flag, ...opening].reduce((flags, name) => flags | (constants[name] as number), 0),
  };
}
