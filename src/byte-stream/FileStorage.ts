import type { ByteStorage } from './ByteStorage.js';
import { E_NOTIMPL } from '../contract/hresult.js';
import { builtinModule } from '../contract/host.js';
import { HResultError } from '../contract/HResultError.js';
import {
  MFBYTESTREAM_DOES_NOT_USE_NETWORK,
  MFBYTESTREAM_IS_READABLE,
  MFBYTESTREAM_IS_SEEKABLE,
  MFBYTESTREAM_IS_WRITABLE,
} from '../contract/IMFByteStream.js';

type Moved = (error: Error | null, count: number) => void;
type Position = number | null;

/** The part of `node:fs` that is used here. It is handed in, never imported: this folder also runs in browsers. */
export interface FileSystem {
  open(path: string, flags: number, mode: number, done: (error: Error | null, fd: number) => void): void;
  openSync(path: string, flags: number, mode: number): number;
  read(fd: number, bytes: Uint8Array, offset: number, count: number, position: Position, done: Moved): void;
  readSync(fd: number, bytes: Uint8Array, offset: number, count: number, position: Position): number;
  write(fd: number, bytes: Uint8Array, offset: number, count: number, position: Position, done: Moved): void;
  writeSync(fd: number, bytes: Uint8Array, offset: number, count: number, position: Position): number;
  fstatSync(fd: number): { readonly size: number; isFile(): boolean; isDirectory(): boolean };
  ftruncateSync(fd: number, length: number): void;
  closeSync(fd: number): void;
  readonly constants: Readonly<Record<string, number>>;
}

/** Finds `node:fs`. @throws HResultError `E_NOTIMPL` where there is none, as in a browser */
export function nodeFileSystem(operation: string): FileSystem {
  const fs = builtinModule('node:fs');
  if (fs) return fs as FileSystem;
  throw new HResultError(E_NOTIMPL, operation, { fault: 'there is no node:fs here, so files cannot be used' });
}

/** An error that reads like one of `node:fs`. */
const systemError = (code: string, message: string): Error => Object.assign(new Error(`${code}: ${message}`), { code });

/** The system takes fewer than 2³¹ bytes at once. */
const most = 2 ** 30;

/** Moves bytes in parts that the system takes, until all are moved or one part was moved in part only. */
function inParts(bytes: Uint8Array, move: (part: Uint8Array, moved: number) => number): number {
  for (let moved = 0; ;) {
    const part = bytes.subarray(moved, moved + most);
    const count = move(part, moved);
    // What a file reports is checked where it goes, so it must get there as it is.
    if (count !== part.length) return moved === 0 ? count : moved + count;
    moved += count;
    if (moved === bytes.length) return moved;
  }
}

/** The same where each part takes its time. */
async function inPartsLater(
  bytes: Uint8Array,
  move: (part: Uint8Array, moved: number) => Promise<number>,
): Promise<number> {
  for (let moved = 0; ;) {
    const part = bytes.subarray(moved, moved + most);
    const count = await move(part, moved);
    if (count !== part.length) return moved === 0 ? count : moved + count;
    moved += count;
    if (moved === bytes.length) return moved;
  }
}

/** An open file. */
export interface OpenFile {
  /**
   * The descriptor as it is now: asked each time. Its number is that of another file as soon as this one was closed and
   * another was opened.
   */
  readonly fd: number;
  /** Both with a descriptor that stays open meanwhile. */
  read(bytes: Uint8Array, position: number | null): Promise<number>;
  write(bytes: Uint8Array, position: number | null): Promise<number>;
  close(): void | Promise<void>;
}

/**
 * The bytes of an open file, of the platform and of `byteStreamFrom(FileHandle)` alike.
 *
 * @throws the system's error; `EISDIR` for a folder, because Windows does not open folders either
 */
export class FileStorage implements ByteStorage {
  readonly capabilities: number;
  readonly #fs: FileSystem;
  readonly #file: OpenFile;

  /** @param capabilities the bits that the descriptor does not tell: readable, writable, shared */
  constructor(fs: FileSystem, file: OpenFile, capabilities: number) {
    this.#fs = fs;
    this.#file = file;
    const stat = fs.fstatSync(this.#descriptor());
    if (stat.isDirectory()) throw systemError('EISDIR', 'illegal operation on a directory');
    // Pipes and devices have neither a length nor positions.
    this.capabilities =
      capabilities | MFBYTESTREAM_DOES_NOT_USE_NETWORK | (stat.isFile() ? MFBYTESTREAM_IS_SEEKABLE : 0);
  }

  length(): number | undefined {
    return this.#isSeekable ? this.#fs.fstatSync(this.#descriptor()).size : undefined;
  }

  read(position: number, into: Uint8Array): Promise<number> {
    this.#check(MFBYTESTREAM_IS_READABLE, 'reading');
    this.#descriptor();
    return inPartsLater(into, (part, moved) => this.#file.read(part, this.#at(position + moved)));
  }

  readSync(position: number, into: Uint8Array): number {
    this.#check(MFBYTESTREAM_IS_READABLE, 'reading');
    return inParts(into, (part, moved) =>
      this.#fs.readSync(this.#descriptor(), part, 0, part.length, this.#at(position + moved)),
    );
  }

  write(position: number, from: Uint8Array): Promise<number> {
    this.#check(MFBYTESTREAM_IS_WRITABLE, 'writing');
    this.#descriptor();
    return inPartsLater(from, (part, moved) => this.#file.write(part, this.#at(position + moved)));
  }

  writeSync(position: number, from: Uint8Array): number {
    this.#check(MFBYTESTREAM_IS_WRITABLE, 'writing');
    return inParts(from, (part, moved) =>
      this.#fs.writeSync(this.#descriptor(), part, 0, part.length, this.#at(position + moved)),
    );
  }

  setLength(length: number): void {
    this.#check(MFBYTESTREAM_IS_WRITABLE, 'writing');
    this.#fs.ftruncateSync(this.#descriptor(), length);
  }

  close(): void | Promise<void> {
    return this.#file.close();
  }

  /** @throws `EBADF` where the file was closed */
  #descriptor(): number {
    const { fd } = this.#file;
    if (Number.isInteger(fd) && fd >= 0) return fd;
    throw systemError('EBADF', 'the file is closed');
  }

  get #isSeekable(): boolean {
    return (this.capabilities & MFBYTESTREAM_IS_SEEKABLE) !== 0;
  }

  #at(position: number): Position {
    return this.#isSeekable ? position : null;
  }

  /** Without this check the system would say `EBADF`, where Windows says that access is denied. */
  #check(capability: number, use: string): void {
    if ((this.capabilities & capability) === 0) throw systemError('EACCES', `the file was not opened for ${use}`);
  }
}

/** A file that the library itself has opened, so that no other code has its descriptor. */
export class OwnFile implements OpenFile {
  readonly #fs: FileSystem;
  readonly fd: number;

  constructor(fs: FileSystem, fd: number) {
    this.#fs = fs;
    this.fd = fd;
  }

  read(bytes: Uint8Array, position: Position): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#fs.read(this.fd, bytes, 0, bytes.length, position, (error, count) => {
        if (error) reject(error);
        else resolve(count);
      });
    });
  }

  write(bytes: Uint8Array, position: Position): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#fs.write(this.fd, bytes, 0, bytes.length, position, (error, count) => {
        if (error) reject(error);
        else resolve(count);
      });
    });
  }

  close(): void {
    this.#fs.closeSync(this.fd);
  }
}
