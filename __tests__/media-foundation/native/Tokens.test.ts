import { describe, expect, jest, test } from '@jest/globals';
import { DIED, INVOKED, RETURNED } from '../../../src/media-foundation/native/addon.js';
import { Tokens } from '../../../src/media-foundation/native/Tokens.js';

describe('tokens', () => {
  test('tell invocations and deaths to whom they belong, and are used again after a death alone', () => {
    const told: unknown[] = [];
    const tokens = new Tokens((error) => told.push(error));
    const entry = { invoked: (...args: unknown[]) => told.push(args), died: () => told.push('died') };
    const token = tokens.take(entry);
    tokens.words.set([INVOKED, token, 5, 1, 0x80004005, 0, DIED, token, 0, 0, 0, 0]);
    tokens.deliver(2);
    expect(told).toStrictEqual([[0x1_0000_0005, 0x80004005], 'died']);
    expect(tokens.take(entry)).toBe(token);
  });
  test('report what an entry throws, and go on', () => {
    const told: unknown[] = [];
    const tokens = new Tokens((error) => told.push(error));
    const error = new Error('mine');
    const thrower = tokens.take({
      invoked() {
        throw error;
      },
      died() {},
    });
    const other = tokens.take({ invoked: () => told.push('other'), died() {} });
    tokens.words.set([INVOKED, thrower, 1, 0, 0, 0, INVOKED, other, 1, 0, 0, 0]);
    tokens.deliver(2);
    expect(told).toStrictEqual([error, 'other']);
  });
  test('ask for deaths once, some time after deliveries', () => {
    jest.useFakeTimers();
    try {
      const asked: unknown[] = [];
      const tokens = new Tokens(() => {});
      tokens.use({ keepAlive: () => {}, collect: (deliver) => asked.push(deliver) });
      tokens.deliver(0);
      tokens.deliver(0);
      expect(asked).toStrictEqual([]);
      jest.runAllTimers();
      expect(asked).toStrictEqual([tokens.deliver]);
    } finally {
      jest.useRealTimers();
    }
  });
  test('tell a call that it has returned, once, and let the process go', () => {
    const told: unknown[] = [];
    const tokens = new Tokens(() => {});
    tokens.use({ keepAlive: (wanted) => told.push(wanted), collect: () => {} });
    const token = tokens.take({ returned: (...halves) => told.push(halves) });
    tokens.expect(1);
    tokens.words.set([RETURNED, token, 0x80004005, 7, 0, 0]);
    tokens.deliver(1);
    expect(told).toStrictEqual([true, false, [0x80004005, 7]]);
    expect(tokens.take({})).toBe(token);
  });
  test('keep the process alive from the first operation that is expected to the last', () => {
    const told: boolean[] = [];
    const tokens = new Tokens(() => {});
    tokens.use({ keepAlive: (wanted) => told.push(wanted), collect: () => {} });
    tokens.expect(1);
    tokens.expect(2);
    tokens.expect(-2);
    tokens.expect(-1);
    expect(told).toStrictEqual([true, false]);
  });
});
