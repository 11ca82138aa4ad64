import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byteStreamFrom, fromBeginEnd, toBeginEnd } from 'begin-end';
import { autorun, makeAutoObservable } from 'mobx';

class Download {
  stream = byteStreamFrom(new Blob(['Hello']));
  #read = fromBeginEnd(this.stream, 'Read');
  count = 0;
  constructor() {
    makeAutoObservable(this);
  }
  async start() {
    this.loaded(await this.#read(new Uint8Array(5), 5));
  }
  loaded(count) {
    this.count += count;
  }
}

test('a stream in a store works, and what it gives is observed', async () => {
  const download = new Download();
  const seen = [];
  autorun(() => seen.push(download.count));
  await download.start();
  assert.deepEqual(seen, [0, 5]);
  assert.equal(download.stream.GetLength(), 5n);
});

test('a store, offered as Begin/End methods, works', async () => {
  const download = new Download();
  const { BeginStart, EndStart } = toBeginEnd(download, 'start');
  await new Promise((resolve) => {
    BeginStart((result) => resolve(EndStart(result)), null);
  });
  assert.equal(download.count, 5);
});
