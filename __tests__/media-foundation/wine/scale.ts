// Many: none lost, all data right, nothing kept.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBeginEnd } from 'begin-end';
import { collected, run, test } from './harness.js';

const heap = (): number => {
  const { gc } = globalThis as { gc?: () => void };
  gc?.();
  gc?.();
  return process.memoryUsage().heapUsed / 1e6;
};

test('a million work items: none is lost, and the heap is as it was', async (mf) => {
  const batch = 20_000;
  const burst = (): Promise<void> =>
    new Promise((resolve) => {
      let left = batch;
      const callback = {
        Invoke() {
          left -= 1;
          if (left === 0) resolve();
        },
      };
      for (let i = 0; i < batch; i += 1) mf.MFPutWorkItem(1, callback, null);
    });
  await burst();
  const before = heap();
  for (let i = 0; i < 1_000_000 / batch; i += 1) await burst();
  await collected(() => heap() < before + 2, `the heap is ${heap()} MB, it was ${before} MB`);
});

test('a hundred thousand reads: all data is right, and the heap is as it was', async (mf) => {
  const size = 32;
  const count = 10_000;
  const content = new Uint8Array(size * count);
  for (let i = 0; i < content.length; i += 1) content[i] = (i * 31 + (i >> 8) * 17) & 255;
  const path = join(tmpdir(), `scale-${process.pid}.bin`);
  writeFileSync(path, content);
  using file = mf.MFCreateFile(1, 0, 0, path);
  const read = fromBeginEnd(file, 'Read');
  const round = async (): Promise<void> => {
    file.SetCurrentPosition(0n);
    const all = await Promise.all(
      Array.from({ length: count }, async () => {
        const bytes = new Uint8Array(size);
        assert.equal(await read(bytes, size), size);
        return bytes;
      }),
    );
    assert.equal(Buffer.compare(Buffer.concat(all), content), 0);
  };
  await round();
  const before = heap();
  for (let i = 0; i < 10; i += 1) await round();
  await collected(() => heap() < before + 2, 'the heap');
});

test('a hundred thousand GUIDs that the program makes up are right, and the heap is as it was', async (mf) => {
  using attributes = mf.MFCreateAttributes(2);
  const random = (count: number): void => {
    for (let i = 0; i < count; i += 1) {
      const [first, second] = [randomUUID(), randomUUID()];
      attributes.SetGUID(first, second);
      assert.equal(attributes.GetGUID(first), second);
      attributes.DeleteItem(first);
    }
  };
  random(2000);
  const before = heap();
  random(50_000);
  await collected(() => heap() < before + 2, `the heap is ${heap()} MB, it was ${before} MB`);
});

test('fifty thousand items on a serial queue run in their order', async (mf) => {
  const queue = mf.MFAllocateSerialWorkQueue(1);
  const total = 50_000;
  let next = 0;
  await new Promise<void>((resolve, reject) => {
    for (let i = 0; i < total; i += 1) {
      const callback = {
        Invoke() {
          if (next !== i) reject(new Error(`${i} came when ${next} was due`));
          next += 1;
          if (next === total) resolve();
        },
      };
      mf.MFPutWorkItem(queue, callback, null);
    }
  });
});

void run();
