import { Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import {
  E_ABORT,
  E_FAIL,
  fromBeginEnd,
  HRESULT_FROM_WIN32,
  HResultError,
  hresultOf,
  isCancelled,
  MF_E_OPERATION_CANCELLED,
  MF_E_SHUTDOWN,
  toBeginEnd,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from '../../src/index.js';
import { ERROR_CANCELLED, ERROR_OPERATION_ABORTED } from '../../src/contract/win32.js';

const RPC_E_CALL_CANCELED = 0x80010002;
const COR_E_OPERATIONCANCELED = 0x8013153b;
const operationAborted = HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED);

const failure = (fields: object): Error => Object.assign(new Error('stopped'), fields);

/** The table: who says it, what that looks like, and the HRESULT that it is. */
const cancelled: [string, unknown, number][] = [
  ['E_ABORT', E_ABORT, 0x80004004],
  ['MF_E_OPERATION_CANCELLED', MF_E_OPERATION_CANCELLED, 0xc00d36ed],
  ['HRESULT_FROM_WIN32(ERROR_CANCELLED)', HRESULT_FROM_WIN32(ERROR_CANCELLED), 0x800704c7],
  ['HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED)', operationAborted, 0x800703e3],
  ['RPC_E_CALL_CANCELED', RPC_E_CALL_CANCELED, 0x80010002],
  ['COR_E_OPERATIONCANCELED', COR_E_OPERATIONCANCELED, 0x8013153b],
  ['a signed code', E_ABORT | 0, 0x80004004],
  ['an HResultError', new HResultError(RPC_E_CALL_CANCELED), 0x80010002],
  ['an hresult of any class', failure({ hresult: MF_E_OPERATION_CANCELLED | 0 }), 0xc00d36ed],
  ['an HResult of .NET', failure({ HResult: COR_E_OPERATIONCANCELED | 0 }), 0x8013153b],
  ['an HRESULT of NodeRT', failure({ HRESULT: 0x800704c7 }), 0x800704c7],
  ['a number of JScript', failure({ number: E_ABORT | 0 }), 0x80004004],
  ['an errno that is an HRESULT', failure({ errno: 0x800703e3 | 0 }), 0x800703e3],
  ['the web platform', new DOMException('stop', 'AbortError'), E_ABORT],
  ['the reason of a signal', AbortSignal.abort().reason, E_ABORT],
  ['an AbortError', failure({ name: 'AbortError' }), E_ABORT],
  ['an AbortError that carries another failure', { name: 'AbortError', hresult: E_FAIL }, E_ABORT],
  ['ABORT_ERR of Node', failure({ code: 'ABORT_ERR' }), E_ABORT],
  ['ECANCELED of Node', failure({ code: 'ECANCELED', errno: -125 }), 0x800703e3],
  ['ECANCELLED of dns', failure({ code: 'ECANCELLED' }), 0x800703e3],
  ['EAI_CANCELED of dns', failure({ code: 'EAI_CANCELED' }), 0x800703e3],
  ['CancelError of p-cancelable', failure({ name: 'CancelError' }), E_ABORT],
  ['CanceledError of axios', failure({ name: 'CanceledError' }), E_ABORT],
  ['ERR_CANCELED of axios and got', failure({ code: 'ERR_CANCELED' }), E_ABORT],
  ['ABORTED of superagent', failure({ code: 'ABORTED' }), E_ABORT],
  ['RequestAbortedError of Elasticsearch', failure({ name: 'RequestAbortedError' }), E_ABORT],
  ['RequestAbortedError of AWS', failure({ code: 'RequestAbortedError' }), E_ABORT],
  ['Canceled of Visual Studio Code', failure({ name: 'Canceled' }), E_ABORT],
  ['TaskCanceledException of .NET', failure({ name: 'TaskCanceledException' }), E_ABORT],
  ['TaskCanceledException with its HResult', { name: 'TaskCanceledException', HResult: -2146233029 }, 0x8013153b],
  ['FLOW_CANCELLED of MobX', new Error('FLOW_CANCELLED'), E_ABORT],
  ['gRPC', failure({ code: 1, details: 'Cancelled on client' }), E_ABORT],
  ['gRPC without words', failure({ code: 1, details: '' }), E_ABORT],
];

describe('isCancelled', () => {
  test.each(cancelled)('%s says that the operation was cancelled, and hresultOf agrees', (_who, error, hr) => {
    expect(isCancelled(error)).toBe(true);
    expect(hresultOf(error)).toBe(hr);
    expect(isCancelled(hr)).toBe(true);
    expect(isCancelled(hr | 0)).toBe(true);
  });

  test('an AbortError of another realm says that the operation was cancelled, and hresultOf agrees', () => {
    const error: unknown = runInNewContext("Object.assign(new Error(), { name: 'AbortError' })");
    expect([isCancelled(error), hresultOf(error)]).toStrictEqual([true, E_ABORT]);
  });

  test.each<[string, unknown]>([
    ['another HResultError', new HResultError(E_FAIL)],
    ['a TimeoutError', new DOMException('late', 'TimeoutError')],
    ['MF_E_SHUTDOWN', MF_E_SHUTDOWN],
    ['E_FAIL', E_FAIL],
    ['S_OK', 0],
    ['an hresult that is a text', { hresult: String(E_ABORT) }],
    ['a code that is an HRESULT', { code: E_ABORT }],
    ['a number as text', String(E_ABORT)],
    ['a big integer', BigInt(E_ABORT)],
    ['a word alone', 'AbortError'],
    ['a word in the message', new Error('AbortError')],
    ['the message of MobX as a name', { name: 'FLOW_CANCELLED', code: 'FLOW_CANCELLED' }],
    ['a word that is a part', { name: 'AbortErrors', code: 'ABORTED_ERR' }],
    ['a process that ended with 1', failure({ code: 1 })],
    ['another status of gRPC', failure({ code: 2, details: 'no' })],
    ['a status of gRPC as text', failure({ code: '1', details: 'no' })],
    ['ENOENT', failure({ code: 'ENOENT' })],
    ['null', null],
    ['undefined', undefined],
  ])('%s does not say so, and hresultOf agrees', (_who, error) => {
    expect(isCancelled(error)).toBe(false);
    expect(isCancelled(hresultOf(error))).toBe(false);
  });

  test('a revoked proxy does not, and does no harm', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(isCancelled(proxy)).toBe(false);
  });

  test.each(['name', 'code', 'details', 'message', 'hresult', 'HResult', 'HRESULT', 'number', 'errno'])(
    'an error whose %s throws when it is read, is asked for the rest',
    (key) => {
      const unreadable = {
        get() {
          throw new Error('unreadable');
        },
      };
      const word = key === 'name' ? { code: 'ABORT_ERR' } : { name: 'AbortError' };
      expect(isCancelled(Object.defineProperty(word, key, unreadable))).toBe(true);
      expect(isCancelled(Object.defineProperty({}, key, unreadable))).toBe(false);
    },
  );
});

describe('the real ones of Node', () => {
  test('a file that is read with an aborted signal', async () => {
    const error: unknown = await readFile(import.meta.filename, { signal: AbortSignal.abort() }).catch(
      (thrown: unknown) => thrown,
    );
    expect([isCancelled(error), hresultOf(error)]).toStrictEqual([true, E_ABORT]);
  });

  test('a query whose resolver is cancelled', async () => {
    const resolver = new Resolver();
    resolver.setServers(['127.0.0.1:9']);
    const query = resolver.resolve4('begin-end.invalid').catch((thrown: unknown) => thrown);
    resolver.cancel();
    const error = await query;
    expect([isCancelled(error), hresultOf(error)]).toStrictEqual([true, operationAborted]);
  });
});

describe('through the adapters', () => {
  test.each(cancelled)('%s, there and back, has its code as status and is the same value', async (_who, error, hr) => {
    const { begin, end } = toBeginEnd(() => Promise.reject(error));
    const results: IMFAsyncResult[] = [];
    const read = fromBeginEnd(
      (callback: IMFAsyncCallback, state: unknown) =>
        begin((result) => {
          results.push(result);
          callback.Invoke(result);
        }, state),
      end,
    );
    await expect(read()).rejects.toBe(error);
    expect(results.map((result) => result.GetStatus())).toStrictEqual([hr]);
  });

  test.each(cancelled)('%s, after an abort, becomes the reason of the abort', async (_who, error) => {
    const invoke: (() => unknown)[] = [];
    const read = fromBeginEnd(
      (callback: IMFAsyncCallback, _state: unknown) => void invoke.push(() => callback.Invoke({} as IMFAsyncResult)),
      (): never => {
        throw error;
      },
      { cancel() {} },
    );
    const promise = read();
    promise.cancel('the reason');
    invoke[0]?.();
    await expect(promise).rejects.toBe('the reason');
  });
});
