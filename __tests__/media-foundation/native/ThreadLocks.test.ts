import { expect, test } from '@jest/globals';
import { ThreadLocks } from '../../../src/media-foundation/native/ThreadLocks.js';

test('an object that was locked twice has its thread until it was unlocked twice', () => {
  const locks = new ThreadLocks();
  expect(locks.isEmpty).toBe(true);
  locks.taken(5, 1);
  locks.taken(5, 1);
  locks.taken(6, 2);
  locks.left(5);
  expect([locks.threadOf(5), locks.threadOf(6)]).toStrictEqual([1, 2]);
  locks.left(5);
  expect([locks.threadOf(5), locks.threadOf(6)]).toStrictEqual([0, 2]);
  locks.left(6);
  expect(locks.isEmpty).toBe(true);
});

test('an object that is disposed of while it is locked is forgotten, and unlocking one that is not locked changes nothing', () => {
  const locks = new ThreadLocks();
  locks.taken(5, 1);
  locks.left(6);
  expect(locks.threadOf(5)).toBe(1);
  locks.forget(5);
  expect(locks.isEmpty).toBe(true);
});
