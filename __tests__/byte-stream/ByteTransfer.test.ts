import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { E_FAIL, HResultError } from '../../src/index.js';
import { failureOf } from '../../src/byte-stream/ByteTransfer.js';

describe('a failure of a transfer', () => {
  test.each<[string, () => unknown]>([
    ['an error', () => new Error('no disk')],
    ['an error of another realm', () => runInNewContext("new Error('no disk')")],
    ['an error without a class', () => ({ message: 'no disk' })],
  ])('%s, which is its cause, gives its words', (_what, made) => {
    const cause = made();
    expect(failureOf(cause, 'EndRead')).toMatchObject({
      message: 'EndRead: no disk (E_FAIL)',
      hresult: E_FAIL,
      operation: 'EndRead',
      cause,
    });
  });

  test('a system error of another realm, which is its cause, gives its words and its code', () => {
    const cause: unknown = runInNewContext("Object.assign(new Error('disk full'), { code: 'ENOSPC' })");
    expect(failureOf(cause, 'EndWrite')).toMatchObject({
      message: 'EndWrite: disk full (0x80070070)',
      hresult: 0x80070070,
    });
  });

  test.each([['gone'], [undefined], [null], [{ message: 7 }]])(
    '%p, which has no words, is a failed operation',
    (cause) => {
      const failure = failureOf(cause, 'EndRead');
      expect(failure.message).toBe('EndRead: the operation failed (E_FAIL)');
      expect(failure.cause).toBe(cause);
    },
  );

  test('an HResultError of that operation, is that very error', () => {
    const error = new HResultError(E_FAIL, 'EndRead', { fault: 'no disk' });
    expect(failureOf(error, 'EndRead')).toBe(error);
  });

  test('an HResultError of another operation, is its cause', () => {
    const cause = new HResultError(E_FAIL, 'Open', { fault: 'no disk' });
    expect(failureOf(cause, 'EndRead')).toMatchObject({
      message: 'EndRead: Open: no disk (E_FAIL) (E_FAIL)',
      operation: 'EndRead',
      cause,
    });
  });

  test('any other error with the name of that operation, is its cause', () => {
    const cause = Object.assign(new Error('no disk'), { operation: 'EndRead' });
    expect(failureOf(cause, 'EndRead')).toMatchObject({ message: 'EndRead: no disk (E_FAIL)', cause });
  });

  test('a revoked proxy, which is its cause, is a failed operation', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(failureOf(proxy, 'EndRead').message).toBe('EndRead: the operation failed (E_FAIL)');
  });
});
