import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';

/** A folder of this test file's own; it is deleted in the end. */
export const folder = mkdtempSync(join(tmpdir(), 'begin-end-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;

/** The path of a file that does not exist yet. */
export const newPath = (): string => join(folder, `file-${(files += 1)}`);

/** The path of a new file with this content. */
export function fileOf(content: string | Uint8Array): string {
  const path = newPath();
  writeFileSync(path, content);
  return path;
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const textOf = (bytes: Uint8Array, count = bytes.length): string =>
  new TextDecoder().decode(bytes.subarray(0, count));

/** A named pipe: reading it waits until something is written, which is when the test says so. */
export class Fifo {
  readonly path = newPath();
  readonly #fd: number;

  constructor() {
    execFileSync('mkfifo', [this.path]);
    // For reading as well: then neither this nor anybody else waits for the other side to open it.
    this.#fd = openSync(this.path, 'r+');
  }

  write(text: string): void {
    writeSync(this.#fd, text);
  }

  close(): void {
    closeSync(this.#fd);
  }
}
