// One way to end, while calls wait on threads of their own: `endsInCalls.mjs <way> <what waits>`. It says so as the last thing,
// and ends with code 7. In a worker it also sees to it that what the worker held is released.
import { writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { toBeginEnd } from 'begin-end';
import { openMediaFoundation, type IMFByteStream, type MediaFoundation } from 'begin-end/media-foundation';
import { statstg } from './harness.js';

type Method = (...args: never[]) => unknown;
const [way, waiting] = process.argv.slice(2) as [string, string];
const calls = 16;
const held = (workerData as { held: string } | null)?.held ?? join(tmpdir(), `ends-in-calls-${process.pid}.bin`);

/** Calls CreateObjectFromURL, whose handler, JavaScript's, never answers. */
function resolve(mf: MediaFoundation): void {
  const trio = toBeginEnd(() => new Promise(() => {}), { platform: mf });
  const handler = { BeginCreateObject: trio.begin, EndCreateObject: trio.end, CancelObjectCreation: trio.cancel };
  mf.MFRegisterLocalSchemeHandler('waiting:', { ActivateObject: () => handler });
  const resolver = mf.MFCreateSourceResolver();
  for (let i = 0; i < calls; i += 1) void resolver.CreateObjectFromURL('waiting://x', 2, null);
}

/** Reads streams over an IStream of JavaScript, again and again: threads are in its Read at any time. */
function read(mf: MediaFoundation): void {
  for (let i = 0; i < calls; i += 1) {
    const stream = mf.MFCreateMFByteStreamOnStream({
      Read: ((bytes: Uint8Array, count: number) => (bytes.fill(1), count)) as Method,
      Seek: (move: bigint) => move,
      Stat: () => statstg,
    });
    const again = async (): Promise<void> => {
      for (;;) await stream.Read(new Uint8Array(100), 100);
    };
    void again();
  }
}

/**
 * Begins a resolve whose handler is asked for while this thread waits for Begin, and other threads for the same handler: the
 * process or the worker ends inside of that.
 */
function serve(mf: MediaFoundation): void {
  const ActivateObject = (): unknown => {
    if (way === 'exit') process.exit(7);
    tell('begun');
    if (way === 'worker-exit') process.exit(0);
    for (;;) block();
  };
  mf.MFRegisterLocalSchemeHandler('serving:', { ActivateObject });
  const resolver = mf.MFCreateSourceResolver();
  for (let i = 0; i < calls; i += 1) void resolver.CreateObjectFromURL('serving://x', 2, null);
  block();
  resolver.BeginCreateObjectFromURL('serving://x', 2, null, { Invoke() {} }, null);
}

/** Blocks JavaScript for a moment: its threads come to where they wait. */
const block = (): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);

const kinds: Record<string, (mf: MediaFoundation) => void> = { resolve, read, serve };

function begin(): MediaFoundation {
  const mf = openMediaFoundation();
  mf.MFStartup(0x00020070, 0);
  writeFileSync(held, 'held');
  // Nothing may be written to it while it is open: as an object, or as the object or the state of a result.
  const open = (): IMFByteStream => mf.MFCreateFile(1, 0, 0, held);
  using object = open();
  using state = open();
  const results = [mf.MFCreateAsyncResult(object, null, null), mf.MFCreateAsyncResult(null, { Invoke() {} }, state)];
  (globalThis as { held?: unknown }).held = [open(), ...results];
  kinds[waiting]!(mf);
  return mf;
}

const close = (): void => {
  writeSync(1, '{"closed":true}\n');
};
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of Node, not a window
const tell = (text: string): void => parentPort!.postMessage(text);

/** Until the file that the worker held can be replaced. */
async function released(): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end; await new Promise((next) => setTimeout(next, 5))) {
    try {
      writeFileSync(held, 'free');
      return;
    } catch {
      // still open
    }
  }
  throw new Error('the file of the worker is still open');
}

if (!isMainThread) {
  begin();
  setTimeout(() => {
    tell('begun');
    if (way === 'worker-exit') process.exit(0);
  }, 50);
} else if (way === 'exit') {
  if (waiting === 'serve') process.on('exit', close);
  begin();
  // Added after the first call: it runs all the same.
  process.on('exit', close);
  setTimeout(() => process.exit(7), 50);
} else if (way === 'throw') {
  begin();
  process.on('uncaughtException', () => {
    close();
    process.exit(7);
  });
  setTimeout(() => {
    throw new Error('the program failed');
  }, 50);
} else {
  const mf = openMediaFoundation();
  mf.MFStartup(0x00020070, 0);
  const worker = new Worker(new URL(import.meta.url), { argv: [way, waiting], workerData: { held } });
  await new Promise((next) => worker.once('message', next));
  let isHeld = false;
  try {
    writeFileSync(held, 'x');
  } catch {
    isHeld = true;
  }
  if (way === 'worker-terminate' && !isHeld) throw new Error('the worker does not hold its file');
  if (way === 'worker-terminate') await worker.terminate();
  else await new Promise((next) => worker.once('exit', next));
  await released();
  await new Promise<void>((next) => mf.MFPutWorkItem(1, { Invoke: () => next() }, null));
  close();
  process.exit(7);
}
