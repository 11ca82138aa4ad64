import { expect, test } from '@jest/globals';
import { KeptMemory } from '../../../src/media-foundation/native/KeptMemory.js';

const step = 1 << 20;

test('V8 is told in steps, and of every byte', () => {
  const told: number[] = [];
  const memory = new KeptMemory((change) => told.push(change));
  memory.add(step - 1);
  expect(told).toStrictEqual([]);
  memory.add(2);
  expect(told).toStrictEqual([step + 1]);
  memory.add(-step - 1);
  expect(told).toStrictEqual([step + 1, -step - 1]);
});

test('what is taken and given back in between is not told', () => {
  const told: number[] = [];
  const memory = new KeptMemory((change) => told.push(change));
  for (let i = 0; i < 100; i += 1) {
    memory.add(step / 2);
    memory.add(-step / 2);
  }
  expect(told).toStrictEqual([]);
});
