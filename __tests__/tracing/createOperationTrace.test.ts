import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  fromBeginEnd,
  MFCreateAsyncResult,
  setMisuseHandler,
  setOperationObserver,
  toBeginEnd,
  type IMFAsyncCallback,
} from 'begin-end';
import { createOperationTrace, type OperationTrace, type TraceEvent } from 'begin-end/tracing';

import { adaptedPair } from '../support/adaptedPair.js';
import { shown } from '../../src/tracing/shown.js';

afterEach(() => {
  setOperationObserver(undefined);
  setMisuseHandler(undefined);
});

function traced(): OperationTrace {
  const trace = createOperationTrace();
  setOperationObserver(trace);
  return trace;
}

/** The trace, as a tool reads it from its file. */
const written = (trace: OperationTrace): TraceEvent[] =>
  (JSON.parse(JSON.stringify(trace)) as { traceEvents: TraceEvent[] }).traceEvents;

const inShort = (events: TraceEvent[]): string[] => events.map(({ ph, id, name }) => `${ph} ${id} ${name}`);

describe('a trace', () => {
  test('a value, traced, is an operation with its arguments and its result', async () => {
    const trace = traced();
    const { pair, read } = adaptedPair();
    const promise = read(1, 'a');
    pair.last.complete('value');
    await promise;
    const common = { cat: 'begin-end', ts: expect.any(Number), pid: 1, tid: 1, id: 1 };
    expect(written(trace)).toStrictEqual([
      { ...common, ph: 'b', name: 'BeginRead', args: { direction: 'fromBeginEnd', args: ['1', 'a'] } },
      { ...common, ph: 'n', name: 'Begin returned', args: {} },
      { ...common, ph: 'n', name: 'Invoke', args: {} },
      { ...common, ph: 'e', name: 'BeginRead', args: { result: 'value' } },
    ]);
  });

  test('times, in microseconds of performance.now(), do not go back', async () => {
    const trace = traced();
    const before = performance.now() * 1000;
    await adaptedPair({}, (operation) => operation.complete()).read();
    const times = [before, ...written(trace).map(({ ts }) => ts), performance.now() * 1000];
    expect(times).toStrictEqual(times.toSorted((a, b) => a - b));
  });

  test('an operation that is abandoned and fails late, traced, says so', async () => {
    const trace = traced();
    const { pair, read } = adaptedPair();
    const promise = read();
    promise.cancel('stop');
    await promise.catch(() => {});
    pair.last.fail(new Error('broken'));
    expect(written(trace).map(({ ph, name, args }) => [ph, name, args])).toStrictEqual([
      ['b', 'BeginRead', { direction: 'fromBeginEnd', args: [] }],
      ['n', 'Begin returned', {}],
      ['n', 'cancel', { reason: 'stop' }],
      ['n', 'Invoke', {}],
      ['n', 'error', { error: 'Error: broken' }],
      ['n', 'late', {}],
      ['e', 'BeginRead', { error: 'Error: broken' }],
    ]);
  });

  test('operations at once, traced, are told apart by their ids', async () => {
    const trace = traced();
    const { pair, read } = adaptedPair();
    const promises = [read(), read()];
    for (const begun of pair.begun) begun.complete();
    await Promise.all(promises);
    expect(inShort(written(trace)).filter((event) => !event.startsWith('n'))).toStrictEqual([
      'b 1 BeginRead',
      'b 2 BeginRead',
      'e 1 BeginRead',
      'e 2 BeginRead',
    ]);
  });

  test('operations of both directions, traced, are told apart by their ids', async () => {
    const trace = traced();
    await fromBeginEnd(toBeginEnd(async () => 'value'))();
    expect(inShort(written(trace)).filter((event) => event.startsWith('b'))).toStrictEqual(['b 1 begin', 'b 2 begin']);
  });

  test('an operation that began before, is left out', async () => {
    const { pair, read } = adaptedPair();
    setOperationObserver({});
    const promise = read();
    const trace = traced();
    promise.cancel();
    pair.last.fail(new Error('broken'));
    await promise.catch(() => {});
    expect(written(trace)).toStrictEqual([]);
  });

  test('a misuse, traced, is an event of the whole process', async () => {
    const trace = traced();
    setMisuseHandler(() => {});
    const read = fromBeginEnd(
      function BeginRead(callback: IMFAsyncCallback, state: unknown) {
        const result = MFCreateAsyncResult(null, callback, state);
        callback.Invoke(result);
        callback.Invoke(result);
      },
      () => {},
    );
    await read();
    expect(written(trace).at(-2)).toMatchObject({
      ph: 'i',
      s: 'p',
      name: 'misuse: second-invoke',
      args: { message: expect.stringMatching(/^BeginRead: /) },
    });
  });
});

describe('a value, as a trace shows it', () => {
  test.each<[string, unknown, string]>([
    ['a text', 'text', 'text'],
    ['a text of 80 characters', 'x'.repeat(80), 'x'.repeat(80)],
    ['a longer text', 'x'.repeat(81), `${'x'.repeat(79)}…`],
    ['a number', 4096, '4096'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a bigint', 1n, '1'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['an error', new RangeError('broken'), 'RangeError: broken'],
    ['an error with a tag of its own', Object.assign(new Error('x'), { [Symbol.toStringTag]: 'Own' }), 'Error: x'],
    ['a reason of the host', new DOMException('stop', 'AbortError'), 'AbortError: stop'],
    ['an object', { secret: 1 }, 'Object'],
    ['bytes', new Uint8Array(16), 'Uint8Array(16)'],
    ['a view', new DataView(new ArrayBuffer(8)), 'DataView(8)'],
    ['a buffer', new ArrayBuffer(8), 'ArrayBuffer'],
  ])('%s is a few words', (_, value, expected) => {
    expect(shown(value)).toBe(expected);
  });

  test('an error of another realm is a few words', () => {
    expect(shown(runInNewContext("new RangeError('broken')"))).toBe('RangeError: broken');
  });

  test('a revoked proxy, and an error that resists, are a question mark', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const error = Object.assign(new Error('x'), {
      toString() {
        throw error;
      },
    });
    expect([shown(proxy), shown(error)]).toStrictEqual(['?', '?']);
  });
});
