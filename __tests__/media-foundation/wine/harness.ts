// The tests that run on mfplat.dll, under Wine's node.exe or on Windows: one after the other, one line of JSON each. The
// closing line is the last thing: a process that crashed may well end with code 0.
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, Worker } from 'node:worker_threads';
import { openMediaFoundation, type MediaFoundation } from 'begin-end/media-foundation';

const tests: { name: string; body: (mf: MediaFoundation) => unknown }[] = [];

export const test = (name: string, body: (mf: MediaFoundation) => unknown): void => void tests.push({ name, body });

export const say = (line: unknown): void => void writeSync(1, `${JSON.stringify(line)}\n`);

/** Waits until something holds; a generous time, as the machine may be busy. */
export async function until(holds: () => boolean, what: string, milliseconds = 10_000): Promise<void> {
  for (const end = Date.now() + milliseconds; !holds(); await sleep(2)) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
  }
}

/** Garbage collection, until something holds. Needs --expose-gc. */
export async function collected(holds: () => boolean, what: string): Promise<void> {
  const { gc } = globalThis as { gc?: () => void };
  if (!gc) throw new Error('node --expose-gc is needed');
  await until(
    () => {
      gc();
      return holds();
    },
    what,
    20_000,
  );
}

/** A deferred promise: what a callback tells a test. */
export function signal<T = void>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
} {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((...both) => ([resolve, reject] = both));
  return { promise, resolve, reject };
}

/**
 * Starts this program in a worker, which plays the native code: to its Media Foundation the objects of this thread are like any
 * others. Gives what the worker says by `answer`, once it has ended.
 */
export async function askWorker<T>(workerData: unknown): Promise<T> {
  const worker = new Worker(new URL(import.meta.url), { workerData });
  const { promise, resolve, reject } = signal<T>();
  worker.once('message', resolve);
  worker.once('error', reject);
  const ended = new Promise((end) => worker.once('exit', end));
  const answered = await promise;
  await ended;
  return answered;
}

/** In the worker. */
export const answer = (outcome: unknown): void => {
  // A port of Node takes what it transfers, where a window takes an origin.
  const port: { postMessage(message: unknown, transferred: []): void } = parentPort!;
  port.postMessage(outcome, []);
};

/** What an `IStream` of JavaScript tells of itself: it has no name, and nothing asks for the rest. */
export const statstg = {
  name: null,
  type: 2,
  size: 0n,
  mtime: 0n,
  ctime: 0n,
  atime: 0n,
  mode: 0,
  locksSupported: 0,
  clsid: null,
  stateBits: 0,
  reserved: 0,
};

export const timeLimit = 60_000;

/** Runs what was registered. */
export async function run(): Promise<never> {
  const mf = openMediaFoundation();
  mf.MFStartup(0x00020070, 0);
  for (const { name, body } of tests) {
    say({ started: name });
    const tooLong = sleep(timeLimit, `no end after ${timeLimit} ms`);
    const outcome = await Promise.race([
      Promise.resolve()
        .then(() => body(mf))
        .then(
          () => undefined,
          (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
        ),
      tooLong,
    ]);
    say({ ended: name, failure: outcome });
  }
  mf.MFShutdown();
  say({ closed: true });
  process.exit(0);
}
