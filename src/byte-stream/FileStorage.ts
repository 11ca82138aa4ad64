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
  open(path: string | URL, flags: number, mode: number, done: (error: Error | null, fd: number) => void): void;
  openSync(path: string | URL, flags: number, mode: number): number;
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

/** An open file, besides its descriptor. */
export interface OpenFile {
  /** `MFBYTESTREAM_IS_READABLE`, `MFBYTESTREAM_IS_WRITABLE` and other bits that the descriptor does not tell. */
  readonly capabilities: number;
  /** Closes the file. Default: closes the descriptor. */
  readonly close?: () => void | Promise<void>;
}

/**
 * The bytes of an open file, of the platform and of `byteStreamFrom(FileHandle)` alike.
 *
 * @throws the system's error; `EISDIR` for a folder, because Windows does not open folders either
 */
export class FileStorage implements ByteStorage {
  readonly capabilities: number;
  readonly #fs: FileSystem;
  readonly #fd: number;
  readonly #close: (() => void | Promise<void>) | undefined;

  constructor(fs: FileSystem, fd: number, { capabilities, close }: OpenFile) {
    const stat = fs.fstatSync(fd);
    if (stat.isDirectory()) throw systemError('EISDIR', 'illegal operation on a directory');
    this.#fs = fs;
    this.#fd = fd;
    this.#close = close;
    // Pipes and devices have neither a length nor positions.
    this.capabilities =
      capabilities | MFBYTESTREAM_DOES_NOT_USE_NETWORK | (stat.isFile() ? MFBYTESTREAM_IS_SEEKABLE : 0);
  }

  length(): number | undefined {
    return this.#isSeekable ? this.#fs.fstatSync(this.#fd).size : undefined;
  }

  read(position: number, into: Uint8Array): Promise<number> {
    this.#check(MFBYTESTREAM_IS_READABLE, 'reading');
    return new Promise((resolve, reject) => {
      this.#fs.read(this.#fd, into, 0, into.length, this.#at(position), (error, count) => {
        if (error) reject(error);
        else resolve(count);
      });
    });
  }

  readSync(position: number, into: Uint8Array): number {
    this.#check(MFBYTESTREAM_IS_READABLE, 'reading');
    return this.#fs.readSync(this.#fd, into, 0, into.length, this.#at(position));
  }

  write(position: number, from: Uint8Array): Promise<number> {
    this.#check(MFBYTESTREAM_IS_WRITABLE, 'writing');
    return new Promise((resolve, reject) => {
      this.#fs.write(this.#fd, from, 0, from.length, this.#at(position), (error, count) => {
        if (error) reject(error);
        else resolve(count);
      });
    });
  }

  writeSync(position: number, from: Uint8Array): number {
    this.#check(MFBYTESTREAM_IS_WRITABLE, 'writing');
    return this.#fs.writeSync(this.#fd, from, 0, from.length, this.#at(position));
  }

  setLength(length: number): void {
    this.#check(MFBYTESTREAM_IS_WRITABLE, 'writing');
    this.#fs.ftruncateSync(this.#fd, length);
  }

  close(): void | Promise<void> {
    return this.#close ? this.#close() : this.#fs.closeSync(this.#fd);
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
