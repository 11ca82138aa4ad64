import { describe, expect, test } from '@jest/globals';
import { E_ABORT, E_FAIL, HResultError, MF_E_OPERATION_CANCELLED } from '../../src/index.js';
import { isCancelled } from '../../src/contract/isCancelled.js';

describe('isCancelled', () => {
  test.each([
    [new HResultError(E_ABORT)],
    [new HResultError(MF_E_OPERATION_CANCELLED)],
    [E_ABORT],
    [E_ABORT | 0],
    [MF_E_OPERATION_CANCELLED],
    [{ hresult: MF_E_OPERATION_CANCELLED | 0 }],
    [new DOMException('stop', 'AbortError')],
    [{ name: 'AbortError', hresult: E_FAIL }],
  ])('%p says that its operation was cancelled', (error) => {
    expect(isCancelled(error)).toBe(true);
  });

  test.each([
    [new HResultError(E_FAIL)],
    [new DOMException('late', 'TimeoutError')],
    [{ hresult: String(E_ABORT) }],
    [String(E_ABORT)],
    [BigInt(E_ABORT)],
    [E_FAIL],
    [0],
    [null],
    [undefined],
    ['AbortError'],
  ])('%p does not', (error) => {
    expect(isCancelled(error)).toBe(false);
  });

  test('a revoked proxy does not, and does no harm', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(isCancelled(proxy)).toBe(false);
  });
});
