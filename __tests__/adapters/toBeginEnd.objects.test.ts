import { createContext, runInContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { E_ABORT, E_INVALIDARG, E_PENDING, MFCreateAsyncResult, toBeginEnd } from '../../src/index.js';
import { runInChild } from '../support/childProcess.js';
import { allJobs } from '../support/promises.js';
import { thrownBy } from '../support/thrownBy.js';

class Reader {
  readonly selves: unknown[] = [];

  async read(count: number): Promise<string> {
    this.selves.push(this);
    return `${count} bytes`;
  }

  async closeAsync(): Promise<string> {
    return 'closed';
  }

  get size(): never {
    throw new Error('an accessor was read');
  }
}

describe('toBeginEnd, a method of an object', () => {
  test('the trio, of the method read, is BeginRead, EndRead and CancelRead', async () => {
    const reader = new Reader();
    const trio = toBeginEnd(reader, 'read');
    expect(Object.keys(trio)).toStrictEqual(['BeginRead', 'EndRead', 'CancelRead']);
    const result = trio.BeginRead(7, null, null);
    await allJobs();
    expect(trio.EndRead(result)).toBe('7 bytes');
    expect(reader.selves).toStrictEqual([reader]);
  });

  test('this, of Begin, does not count where there is an object', async () => {
    const reader = new Reader();
    const { BeginRead } = toBeginEnd(reader, 'read');
    const elsewhere = { BeginRead };
    elsewhere.BeginRead(7, null, null);
    expect(reader.selves[0]).toBe(reader);
  });

  test('the method closeAsync, asked for as close, is that', async () => {
    const { BeginClose, EndClose } = toBeginEnd(new Reader(), 'close');
    const result = BeginClose(null, null);
    await allJobs();
    expect(EndClose(result)).toBe('closed');
  });

  test('the method readAsync, beside read, counts', async () => {
    const { BeginRead, EndRead } = toBeginEnd({ read: () => 'now', readAsync: async () => 'later' }, 'read');
    const result = BeginRead(null, null);
    await allJobs();
    expect(EndRead(result)).toBe('later');
  });

  test('an accessor readAsync, asked for as read, is read', async () => {
    const object = Object.defineProperty({ read: () => 'now' }, 'readAsync', { get: () => () => 'later' });
    const { BeginRead, EndRead } = toBeginEnd(object, 'read');
    const result = BeginRead(null, null);
    await allJobs();
    expect(EndRead(result)).toBe('later');
  });

  test('messages, of the method read, name BeginRead, EndRead and CancelRead', () => {
    const { BeginRead, EndRead, CancelRead } = toBeginEnd(new Reader(), 'read');
    const foreign = MFCreateAsyncResult(null, null, null);
    expect(() => BeginRead(1, undefined as never, null)).toThrow(/^BeginRead: /);
    expect(thrownBy(() => EndRead(foreign))).toMatchObject({ hresult: E_INVALIDARG, operation: 'EndRead' });
    expect(thrownBy(() => CancelRead(foreign))).toMatchObject({ hresult: E_INVALIDARG, operation: 'CancelRead' });
  });

  test.each([
    ['BeginFetch', 'EndFetch', 'CancelFetch'],
    ['beginFetch', 'endFetch', 'cancelFetch'],
    ['fetch', 'fetch', 'fetch'],
  ])('messages, with the option name %s, name %s and %s', (name, endName, cancelName) => {
    const { BeginRead, EndRead, CancelRead } = toBeginEnd(new Reader(), 'read', { name });
    const foreign = MFCreateAsyncResult(null, null, null);
    expect(() => BeginRead(1, undefined as never, null)).toThrow(new RegExp(`^${name}: `));
    expect(thrownBy(() => EndRead(foreign))).toMatchObject({ operation: endName });
    expect(thrownBy(() => CancelRead(foreign))).toMatchObject({ operation: cancelName });
  });

  test('messages, of a function without a name, name begin', () => {
    const { begin } = toBeginEnd((() => async () => {})());
    expect(() => begin(undefined as never, null)).toThrow(/^begin: /);
  });

  test('Cancel, of a method, completes with E_ABORT', () => {
    const { BeginRead, EndRead, CancelRead } = toBeginEnd({ read: () => new Promise<void>(() => {}) }, 'read');
    const result = BeginRead(null, null);
    expect(thrownBy(() => EndRead(result))).toMatchObject({ hresult: E_PENDING });
    CancelRead(result);
    expect(thrownBy(() => EndRead(result))).toMatchObject({ hresult: E_ABORT });
  });

  test('a method, on the static side of a class, is one', async () => {
    class OpenedReader extends Reader {
      static async open(): Promise<string> {
        return 'open';
      }
    }
    const { BeginOpen, EndOpen } = toBeginEnd(OpenedReader, 'open');
    const result = BeginOpen(null, null);
    await allJobs();
    expect(EndOpen(result)).toBe('open');
  });
});

describe('toBeginEnd, all methods of an object', () => {
  test('the trios, of an instance, are those of its methods, own and inherited', async () => {
    class Writer extends Reader {
      write = async (text: string): Promise<number> => text.length;
    }
    const writer = new Writer();
    const trios = toBeginEnd(writer);
    const names = ['Close', 'Read', 'Write'].flatMap((name) => [`Begin${name}`, `Cancel${name}`, `End${name}`]);
    expect(Object.keys(trios).toSorted()).toStrictEqual(names.toSorted());
    const results = [trios.BeginRead(7, null, null), trios.BeginWrite('text', null, null)] as const;
    await allJobs();
    expect(trios.EndRead(results[0])).toBe('7 bytes');
    expect(trios.EndWrite(results[1])).toBe(4);
    expect(writer.selves).toStrictEqual([writer]);
  });

  test('the methods read and readAsync, on one object, make one trio, of the latter', async () => {
    const trios = toBeginEnd({ readAsync: async () => 'later', read: () => 'now' });
    expect(Object.keys(trios)).toHaveLength(3);
    const result = trios.BeginRead(null, null);
    await allJobs();
    expect(trios.EndRead(result)).toBe('later');
  });

  test('a method that has Async within its name is itself', () => {
    expect(Object.keys(toBeginEnd({ readAsyncNow: async () => {} }))).toContain('BeginReadAsyncNow');
  });

  test('a method that is called Async alone is itself', () => {
    expect(Object.keys(toBeginEnd({ Async: async () => {} }))).toContain('BeginAsync');
  });

  test('an accessor, the constructor, a property and a symbol are no methods', () => {
    class Things {
      readonly value = 1;
      get accessor(): never {
        throw new Error('an accessor was read');
      }
      async method(): Promise<void> {}
      async [Symbol.asyncDispose](): Promise<void> {}
    }
    expect(Object.keys(toBeginEnd(new Things()))).toStrictEqual(['BeginMethod', 'EndMethod', 'CancelMethod']);
  });

  test('options, of all methods, hold for each', () => {
    const signals: unknown[] = [];
    const take = async (options: { signal: AbortSignal }): Promise<void> => {
      signals.push(options.signal);
    };
    const { BeginRead, BeginWrite } = toBeginEnd({ read: take, write: take }, { passSignal: true });
    BeginRead(null, null);
    BeginWrite(null, null);
    expect(signals.map((signal) => signal instanceof AbortSignal)).toStrictEqual([true, true]);
  });

  test('a result of one method, at the End of another, is foreign', async () => {
    const { BeginRead, EndClose } = toBeginEnd(new Reader());
    const result = BeginRead(1, null, null);
    await allJobs();
    expect(thrownBy(() => EndClose(result))).toMatchObject({ hresult: E_INVALIDARG });
  });

  test('an object without a prototype has its methods', () => {
    const object = Object.assign(Object.create(null) as object, { read: async () => {} });
    expect(Object.keys(toBeginEnd(object))).toStrictEqual(['BeginRead', 'EndRead', 'CancelRead']);
  });

  test('an object of another realm has its methods, and none of what every object has', () => {
    const object = runInContext('({ async read() {} })', createContext()) as { read(): Promise<void> };
    expect(Object.keys(toBeginEnd(object))).toStrictEqual(['BeginRead', 'EndRead', 'CancelRead']);
  });
});

/** As Comlink and tracing wrap an object: each method is made when it is read. */
const traced = (calls: unknown[]): { read(): Promise<string> } =>
  new Proxy(
    { read: async () => 'value' },
    {
      get(object, key) {
        const value: unknown = Reflect.get(object, key);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          calls.push(key);
          return Reflect.apply(value, object, args);
        };
      },
    },
  );

describe('toBeginEnd, methods that are no plain properties', () => {
  test('a proxy that wraps methods, asked for a method, has its wrapped method called', () => {
    const calls: unknown[] = [];
    toBeginEnd(traced(calls), 'read').BeginRead(null, null);
    expect(calls).toStrictEqual(['read']);
  });

  test('a proxy that wraps methods, asked for all methods, has its wrapped method called', () => {
    const calls: unknown[] = [];
    toBeginEnd(traced(calls)).BeginRead(null, null);
    expect(calls).toStrictEqual(['read']);
  });

  test('a proxy that has nothing but get, asked for a method by name, has it', async () => {
    const proxy = new Proxy({}, { get: (_, key) => (key === 'read' ? async () => 'got' : undefined) });
    const { BeginRead, EndRead } = toBeginEnd(proxy as { read(): Promise<string> }, 'read');
    const result = BeginRead(null, null);
    await allJobs();
    expect(EndRead(result)).toBe('got');
  });

  test('a module, imported as a namespace, has its functions, whether it is bundled or not', () => {
    const url = `data:text/javascript,${encodeURIComponent('export const read = async () => 7; export const size = 1;')}`;
    const { stdout, stderr } = runInChild(`
      import { toBeginEnd } from './adapters/toBeginEnd.js';
      import * as bundled from '${url}';
      const imported = await import(['${url}'].join());
      console.log(...[bundled, imported].map((module) => Object.keys(toBeginEnd(module)).join()));
    `);
    const keys = 'BeginRead,EndRead,CancelRead';
    expect({ stdout, stderr }).toStrictEqual({ stdout: `${keys} ${keys}\n`, stderr: '' });
  });
});

describe('toBeginEnd, wrong arguments', () => {
  const make = toBeginEnd as (...args: unknown[]) => unknown;
  const platform = { MFCreateAsyncResult, MFInvokeCallback: (): void => {} };

  test.each<[string, RegExp, unknown[]]>([
    ['nothing', /^toBeginEnd: .*object.* undefined$/, []],
    ['null', /^toBeginEnd: .*object.* null$/, [null]],
    ['a string', /^toBeginEnd: .*object.* 'read'$/, ['read']],
    ['a number, asked for a method', /^toBeginEnd: .*object.* 1$/, [1, 'read']],
    ['an object without that method', /^toBeginEnd: the object has no method write/, [new Reader(), 'write']],
    [
      'an object whose accessor gives no method',
      /^toBeginEnd: .*no method size/,
      [
        {
          get size() {
            return 1;
          },
        },
        'size',
      ],
    ],
    [
      'an object without that method, but a similar one',
      /no method raed, did you mean 'read'\?$/,
      [new Reader(), 'raed'],
    ],
    ['an object with two methods for one pair', /two methods .*BeginRead/, [{ read() {}, Read() {} }]],
    [
      'a misspelt option',
      /^toBeginEnd: there is no option 'passsignal', did you mean 'passSignal'\?$/,
      [allJobs, { passsignal: true }],
    ],
    ['an object, asked for what every object has', /^toBeginEnd: .*no method toString/, [new Reader(), 'toString']],
    ['an object, asked for its constructor', /^toBeginEnd: .*no method constructor/, [new Reader(), 'constructor']],
    ['an object without any method', /^toBeginEnd: .*no method/, [{ size: 1 }]],
    ['nothing', /^toBeginEnd: expected a function or an object, got undefined$/, []],
    [
      'a promise in place of the function that returns it',
      /^toBeginEnd: expected a function, got a promise$/,
      [Promise.resolve(1)],
    ],
    ['a number as options', /^toBeginEnd: options .*object.* 1$/, [allJobs, 1]],
    ['null as options', /^toBeginEnd: options .*object.* null$/, [allJobs, null]],
    ['null as options of an object', /^toBeginEnd: options .*object.* null$/, [new Reader(), null]],
    [
      'options behind a name that is undefined',
      /^toBeginEnd: expected a name before the options, got undefined$/,
      [allJobs, undefined, { passSignal: true }],
    ],
    ['null as options of a method', /^toBeginEnd: options .*object.* null$/, [new Reader(), 'read', null]],
    ['a string as passSignal', /^toBeginEnd: options.passSignal .*boolean.* 'yes'$/, [allJobs, { passSignal: 'yes' }]],
    ['a number as dispose', /^toBeginEnd: options.dispose .*function.* 1$/, [allJobs, { dispose: 1 }]],
    ['a number as name', /^toBeginEnd: options.name .*string.* 1$/, [allJobs, { name: 1 }]],
    ['a number as platform', /^toBeginEnd: options.platform .*object.* 1$/, [allJobs, { platform: 1 }]],
    ['null as platform', /^toBeginEnd: options.platform .*object.* null$/, [allJobs, { platform: null }]],
    [
      'a platform without MFCreateAsyncResult',
      /^toBeginEnd: options.platform.MFCreateAsyncResult .*function.* undefined$/,
      [allJobs, { platform: { ...platform, MFCreateAsyncResult: undefined } }],
    ],
    [
      'a platform without MFInvokeCallback',
      /^toBeginEnd: options.platform.MFInvokeCallback .*function.* 'no'$/,
      [allJobs, { platform: { ...platform, MFInvokeCallback: 'no' } }],
    ],
  ])('the adapter, of %s, is not made, and the error says what was expected and what came', (_, message, args) => {
    expect(() => make(...args)).toThrow(TypeError);
    expect(() => make(...args)).toThrow(message);
  });

  test('options, all undefined, are the defaults', async () => {
    const nothing = { passSignal: undefined, dispose: undefined, platform: undefined, name: undefined };
    const { begin, end } = toBeginEnd(async () => 'value', nothing);
    const result = begin(null, null);
    await allJobs();
    expect(end(result)).toBe('value');
  });
});
