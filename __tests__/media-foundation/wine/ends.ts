// One way to end, with thousands of operations in flight: `ends.mjs <way>`. It says so as the last thing, and ends with
// code 7: a crash does neither.
import { writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { fromBeginEnd, toBeginEnd } from 'begin-end';
import { openMediaFoundation, type MediaFoundation } from 'begin-end/media-foundation';

const way = process.argv[2]!;
const inFlight = 3000;

function begin(mf: MediaFoundation): Promise<unknown> {
  const path = join(tmpdir(), `ends-${process.pid}.bin`);
  writeFileSync(path, new Uint8Array(100_000));
  const file = mf.MFCreateFile(1, 0, 0, path);
  const read = fromBeginEnd(file, 'Read');
  const wrapper = mf.MFCreateMFByteStreamWrapper(
    toBeginEnd({ read: async (_bytes: Uint8Array, count: number) => count }, 'read', { platform: mf }) as never,
  );
  const readJavaScript = fromBeginEnd(wrapper, 'Read');
  const all: Promise<unknown>[] = [];
  for (let i = 0; i < inFlight; i += 1) {
    all.push(read(new Uint8Array(16), 16), readJavaScript(new Uint8Array(1), 1));
    all.push(new Promise<void>((resolve) => mf.MFPutWorkItem(1, { Invoke: () => resolve() }, i)));
  }
  return Promise.all(all);
}

const started = (): MediaFoundation => {
  const mf = openMediaFoundation();
  mf.MFStartup(0x00020070, 0);
  return mf;
};
const close = (): void => {
  writeSync(1, '{"closed":true}\n');
};

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of Node, not a window
const tell = (text: string): void => parentPort!.postMessage(text);

if (!isMainThread) {
  const work = begin(started());
  tell('begun');
  if (way === 'worker-exit') process.exit(0);
  void work.then(() => tell('done'));
} else if (way === 'exit') {
  void begin(started());
  close();
  process.exit(7);
} else if (way === 'exit-later') {
  void begin(started());
  setTimeout(() => {
    close();
    process.exit(7);
  }, 5);
} else if (way === 'natural') {
  // Nothing but the operations themselves keeps the process alive until they are over.
  process.exitCode = 7;
  let over = false;
  void begin(started()).then(() => (over = true));
  process.on('exit', () => {
    if (over) close();
    else process.exitCode = 8;
  });
} else if (way === 'shutdown') {
  const mf = started();
  void begin(mf);
  mf.MFShutdown();
  close();
  process.exit(7);
} else {
  // worker-terminate, worker-exit, worker-natural; the main thread uses Media Foundation as well.
  const mf = started();
  const worker = new Worker(new URL(import.meta.url), { argv: [way] });
  await new Promise((resolve) => worker.once('message', resolve));
  if (way === 'worker-terminate') await worker.terminate();
  else await new Promise((resolve) => worker.once('exit', resolve));
  await new Promise<void>((resolve) => mf.MFPutWorkItem(1, { Invoke: () => resolve() }, null));
  close();
  process.exit(7);
}
