import { createContext, runInContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import {
  E_FAIL,
  fromBeginEnd,
  MFCreateAsyncResult,
  toBeginEnd,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from '../../src/index.js';
import { runInChild } from '../support/childProcess.js';
import { isPending } from '../support/promises.js';

/** A reader as an implementer writes it: what it reads it keeps on the result. */
class Reader {
  readonly selves: unknown[] = [];
  readonly cancelled: unknown[] = [];

  BeginRead(count: number, callback: IMFAsyncCallback, state: unknown): string {
    this.selves.push(this);
    callback.Invoke(MFCreateAsyncResult({ count }, callback, state));
    return 'cookie';
  }

  EndRead(result: IMFAsyncResult): string {
    this.selves.push(this);
    return `${(result.GetObject() as { count: number }).count} bytes`;
  }

  /** Never completes. */
  BeginOpen(_callback: IMFAsyncCallback, _state: unknown): string {
    return 'cookie of open';
  }

  EndOpen(_result: IMFAsyncResult): void {}

  CancelOpen(cookie: unknown): void {
    this.cancelled.push([this, cookie]);
  }

  get BeginNever(): never {
    throw new Error('an accessor was read');
  }

  EndNever(_result: IMFAsyncResult): void {}

  Close(): void {}
}

function begin(callback: IMFAsyncCallback): void {
  callback.Invoke(MFCreateAsyncResult(null, null, null));
}

describe('fromBeginEnd, a pair of an object', () => {
  test('the promise function, of the pair Read, calls BeginRead and EndRead as methods of the object', async () => {
    const reader = new Reader();
    const read = fromBeginEnd(reader, 'Read');
    await expect(read(7)).resolves.toBe('7 bytes');
    expect(reader.selves).toStrictEqual([reader, reader]);
  });

  test('this, of the promise function, does not count where there is an object', async () => {
    const reader = new Reader();
    const elsewhere = { read: fromBeginEnd(reader, 'Read') };
    await elsewhere.read(7);
    expect(reader.selves[0]).toBe(reader);
  });

  test('CancelOpen, of the object, is the cancel action of the pair Open, and the promise waits', async () => {
    const reader = new Reader();
    const promise = fromBeginEnd(reader, 'Open')();
    promise.cancel('stop');
    expect(reader.cancelled).toStrictEqual([[reader, 'cookie of open']]);
    expect(await isPending(promise)).toBe(true);
  });

  test('the option cancel, beside CancelOpen of the object, counts, and this is the object', () => {
    const reader = new Reader();
    const calls: unknown[] = [];
    const open = fromBeginEnd(reader, 'Open', {
      cancel(this: unknown, cookie) {
        calls.push(this, cookie);
      },
    });
    open().cancel('stop');
    expect(calls).toStrictEqual([reader, 'cookie of open']);
    expect(reader.cancelled).toStrictEqual([]);
  });

  test('the name and the length, of the promise function, are those of Begin without callback and state', () => {
    const read = fromBeginEnd(new Reader(), 'Read');
    expect(read.name).toBe('BeginRead');
    expect(read).toHaveLength(1);
  });

  test('the option name, of a pair of an object, is the name', () => {
    expect(fromBeginEnd(new Reader(), 'Read', { name: 'BeginReadFile' }).name).toBe('BeginReadFile');
  });

  test('a pair beginRead, endRead, cancelRead is the pair Read', async () => {
    const cancelled: unknown[] = [];
    const object = {
      beginRead: (_callback: IMFAsyncCallback, _state: unknown): string => 'cookie',
      endRead: (_result: IMFAsyncResult): void => {},
      cancelRead: (cookie: unknown): unknown => cancelled.push(cookie),
    };
    const read = fromBeginEnd(object, 'Read');
    read().cancel('stop');
    expect(cancelled).toStrictEqual(['cookie']);
    expect(read.name).toBe('beginRead');
  });

  test.each([
    ['last', { beginRead: begin, endRead: () => 'camel', BeginRead: begin, EndRead: () => 'COM' }],
    ['first', { BeginRead: begin, EndRead: () => 'COM', beginRead: begin, endRead: () => 'camel' }],
  ])('the COM spelling, where both exist and it comes %s, counts', async (_, object) => {
    await expect(fromBeginEnd(object, 'Read')()).resolves.toBe('COM');
  });

  test('the COM spelling, where its End is missing, does not count', async () => {
    const object = { BeginRead: begin, beginRead: begin, endRead: () => 'camel' };
    await expect(fromBeginEnd(object, 'Read')()).resolves.toBe('camel');
  });

  test('a pair, on the static side of a class, is one', async () => {
    class CreatedReader extends Reader {
      static BeginCreate = begin;
      static EndCreate = (): string => 'created';
    }
    await expect(fromBeginEnd(CreatedReader, 'Create')()).resolves.toBe('created');
  });

  test('a method, replaced on the instance, counts more than the inherited one', async () => {
    const reader = new Reader();
    reader.EndRead = () => 'replaced';
    await expect(fromBeginEnd(reader, 'Read')(1)).resolves.toBe('replaced');
  });
});

describe('fromBeginEnd, all pairs of an object', () => {
  test('the methods, of an instance, are those of its pairs, own and inherited', async () => {
    class Writer extends Reader {
      BeginWrite = begin;
      EndWrite = (): string => 'written';
    }
    const writer = new Writer();
    const methods = fromBeginEnd(writer);
    expect(Object.keys(methods).toSorted()).toStrictEqual(['open', 'read', 'write']);
    await expect(methods.read(7)).resolves.toBe('7 bytes');
    await expect(methods.write()).resolves.toBe('written');
    expect(writer.selves[0]).toBe(writer);
  });

  test('the methods, taken apart, still know their object', async () => {
    const { read } = fromBeginEnd(new Reader());
    await expect(read(7)).resolves.toBe('7 bytes');
  });

  test('the name of a method, of a longer pair, begins with a small letter', () => {
    expect(Object.keys(fromBeginEnd({ BeginGetEvent: begin, EndGetEvent: () => {} }))).toStrictEqual(['getEvent']);
  });

  test('both spellings of a pair, on one object, make one method, of the COM one', async () => {
    const object = { beginRead: begin, endRead: () => 'camel', BeginRead: begin, EndRead: () => 'COM' };
    const methods = fromBeginEnd(object);
    expect(Object.keys(methods)).toStrictEqual(['read']);
    await expect(methods.read()).resolves.toBe('COM');
  });

  test('an accessor, whatever it would give, is left alone', () => {
    expect(fromBeginEnd(new Reader())).not.toHaveProperty('never');
  });

  test('an accessor, on the instance, hides the method that it inherits', () => {
    const reader = Object.defineProperty(new Reader(), 'EndRead', {
      get() {
        throw new Error('an accessor was read');
      },
    });
    expect(Object.keys(fromBeginEnd(reader))).toStrictEqual(['open']);
  });

  test.each<[string, object]>([
    ['whose End is missing', { BeginRead: begin }],
    ['whose Begin is missing', { EndRead: begin }],
    ['of both spellings', { BeginRead: begin, endRead: begin }],
    ['whose End is no function', { BeginRead: begin, EndRead: 'no function' }],
    ['without a name', { Begin: begin, End: begin }],
    ['that only looks like one', { beginner: begin, endner: begin, rebeginRead: begin, reendRead: begin }],
  ])('a pair %s, beside a whole one, is none', (_, methods) => {
    const object = { BeginWhole: begin, EndWhole: () => {}, ...methods };
    expect(Object.keys(fromBeginEnd(object))).toStrictEqual(['whole']);
  });

  test('options, of all pairs, hold for each', () => {
    const calls: unknown[] = [];
    const { open, write } = fromBeginEnd(
      {
        BeginOpen: (_callback: IMFAsyncCallback, _state: unknown) => 'open',
        EndOpen: () => {},
        BeginWrite: (_callback: IMFAsyncCallback, _state: unknown) => 'write',
        EndWrite: () => {},
      },
      { cancel: (cookie) => calls.push(cookie) },
    );
    open().cancel();
    write().cancel();
    expect(calls).toStrictEqual(['open', 'write']);
  });

  test('an object without a prototype has its pairs', () => {
    const object = Object.assign(Object.create(null) as object, { BeginRead: begin, EndRead: () => {} });
    expect(Object.keys(fromBeginEnd(object))).toStrictEqual(['read']);
  });

  test('an object that inherits from one without a prototype has its pairs', () => {
    const base = Object.assign(Object.create(null) as object, { BeginRead: begin, EndRead: () => {} });
    const object = Object.create(base) as typeof base;
    expect(Object.keys(fromBeginEnd(object))).toStrictEqual(['read']);
  });

  describe('a function that has pairs', () => {
    const both = Object.assign(
      (callback: IMFAsyncCallback, _state: unknown): void => void callback.Invoke({} as IMFAsyncResult),
      { BeginOpen: begin, EndOpen: () => 'opened' },
    );

    test('by itself, as a class with static methods is, is an object with pairs', async () => {
      await expect(fromBeginEnd(both).open()).resolves.toBe('opened');
    });

    test('with an End behind it, is Begin', async () => {
      await expect(fromBeginEnd(both, (_result: IMFAsyncResult) => 'itself')()).resolves.toBe('itself');
    });
  });

  test('an object of another realm has its pairs, and none of what every object has', () => {
    const code = '({ BeginRead(callback) { callback.Invoke({}); }, EndRead: () => "elsewhere" })';
    const object = runInContext(code, createContext()) as { BeginRead: typeof begin; EndRead: () => string };
    expect(Object.keys(fromBeginEnd(object))).toStrictEqual(['read']);
  });
});

/** As idb, webextension-polyfill and tracing wrap an object: each method is made when it is read. */
const wrapping = <T extends object>(target: T, calls: unknown[]): T =>
  new Proxy(target, {
    get(object, key) {
      const value: unknown = Reflect.get(object, key);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        calls.push(key);
        return Reflect.apply(value, object, args);
      };
    },
  });

describe('fromBeginEnd, methods that are no plain properties', () => {
  test('a proxy that wraps methods, asked for a pair, has its wrapped methods called', async () => {
    const calls: unknown[] = [];
    await fromBeginEnd(wrapping(new Reader(), calls), 'Read')(1);
    expect(calls).toStrictEqual(['BeginRead', 'EndRead']);
  });

  test('a proxy that wraps methods, asked for all pairs, has its wrapped methods called', async () => {
    const calls: unknown[] = [];
    await fromBeginEnd(wrapping(new Reader(), calls)).read(1);
    expect(calls).toStrictEqual(['BeginRead', 'EndRead']);
  });

  test('a proxy that has nothing but get, asked for a pair by name, has it', async () => {
    const target: Record<string, unknown> = { BeginRead: begin, EndRead: () => 'got' };
    const proxy = new Proxy({}, { get: (_, key) => target[String(key)] }) as {
      BeginRead: typeof begin;
      EndRead(): string;
    };
    await expect(fromBeginEnd(proxy, 'Read')()).resolves.toBe('got');
  });

  test('an accessor, asked for by name, is read', async () => {
    const object = {
      get BeginRead() {
        return begin;
      },
      EndRead: () => 'read',
    };
    await expect(fromBeginEnd(object, 'Read')()).resolves.toBe('read');
  });

  test('the accessors of a CommonJS module that says so, asked for all pairs, are its exports', async () => {
    const object = Object.defineProperties({} as { BeginRead: typeof begin; EndRead: () => string }, {
      __esModule: { value: true },
      // Of its own, beside what it exports of others.
      version: { enumerable: true, configurable: true, writable: true, value: 1 },
      BeginRead: { enumerable: true, get: () => begin },
      EndRead: { enumerable: true, get: () => () => 'exported' },
    });
    await expect(fromBeginEnd(object).read()).resolves.toBe('exported');
  });

  test('the accessors of a namespace as rollup makes it, asked for all pairs, are its exports', async () => {
    const namespace = {
      get BeginRead() {
        return begin;
      },
      get EndRead() {
        return () => 'exported';
      },
    };
    const object = Object.freeze(Object.defineProperty(namespace, Symbol.toStringTag, { value: 'Module' }));
    await expect(fromBeginEnd(object).read()).resolves.toBe('exported');
  });

  test('the accessors of a frozen object, asked for all pairs, are left unread', () => {
    const object = Object.freeze({
      get BeginRead(): never {
        throw new Error('an accessor was read');
      },
      EndRead: begin,
    });
    expect(() => (fromBeginEnd as (object: object) => unknown)(object)).toThrow(/no Begin\/End pair/);
  });

  test('the accessors of an object that has nothing else, asked for all pairs, are left unread', () => {
    const object = {
      get BeginRead(): never {
        throw new Error('an accessor was read');
      },
      get EndRead(): never {
        throw new Error('an accessor was read');
      },
    };
    expect(() => (fromBeginEnd as (object: object) => unknown)(object)).toThrow(/no Begin\/End pair/);
  });

  test('a module, made of getters as esbuild makes it, has its pairs', async () => {
    const exported = { BeginRead: begin, EndRead: () => 'exported' };
    const module = Object.defineProperties({} as typeof exported, {
      BeginRead: { get: () => exported.BeginRead, enumerable: true },
      EndRead: { get: () => exported.EndRead, enumerable: true },
    });
    await expect(fromBeginEnd(module).read()).resolves.toBe('exported');
  });

  test('an instance whose Symbol.toStringTag works on instances alone, asked for all pairs, has them', () => {
    class Named extends Reader {
      readonly #name = 'named';
      get [Symbol.toStringTag](): string {
        return this.#name;
      }
    }
    expect(Object.keys(fromBeginEnd(new Named()))).toStrictEqual(['read', 'open']);
  });

  test('a module, imported as a namespace, has its pairs, whether it is bundled or not', () => {
    const legacy =
      'export const BeginRead = (callback) => queueMicrotask(() => callback.Invoke({})); export const EndRead = () => 7;';
    const url = `data:text/javascript,${encodeURIComponent(legacy)}`;
    const { stdout, stderr } = runInChild(`
      import { fromBeginEnd } from './adapters/fromBeginEnd.js';
      import * as bundled from '${url}';
      const imported = await import(['${url}'].join());
      console.log(await fromBeginEnd(bundled).read(), await fromBeginEnd(imported).read());
      const isGetter = Object.getOwnPropertyDescriptor(bundled, 'EndRead').get !== undefined;
      console.log(isGetter ? 'of getters' : 'of values', bundled[Symbol.toStringTag], imported[Symbol.toStringTag]);
    `);
    expect({ stdout, stderr }).toStrictEqual({ stdout: '7 7\nof getters undefined Module\n', stderr: '' });
  });
});

describe('fromBeginEnd, a trio', () => {
  test('the trio of a function, adapted, is the function', async () => {
    const add = fromBeginEnd(toBeginEnd(async (a: number, b: number) => a + b));
    await expect(add(1, 2)).resolves.toBe(3);
  });

  test('its cancel, where it has one, is the cancel action, and the promise waits', async () => {
    const cancelled: unknown[] = [];
    const wait = fromBeginEnd({
      begin: (_callback: IMFAsyncCallback, _state: unknown) => 'cookie',
      end: () => {},
      cancel: (cookie: unknown) => cancelled.push(cookie),
    });
    const promise = wait();
    promise.cancel();
    expect(cancelled).toStrictEqual(['cookie']);
    expect(await isPending(promise)).toBe(true);
  });

  test('the option cancel, beside its own, counts', () => {
    const calls: string[] = [];
    const own = {
      begin: (_callback: IMFAsyncCallback, _state: unknown) => 1,
      end() {},
      cancel: () => calls.push('own'),
    };
    fromBeginEnd(own, { cancel: () => calls.push('option') })().cancel();
    expect(calls).toStrictEqual(['option']);
  });

  test('this, of the trio of a function, is that of the caller', async () => {
    const selves: unknown[] = [];
    const method = fromBeginEnd(
      toBeginEnd(function (this: unknown) {
        selves.push(this);
      }),
    );
    const self = { method };
    await self.method();
    await method();
    expect(selves).toStrictEqual([self, undefined]);
  });

  test('this, of the trio of a function that was copied, is none', async () => {
    const selves: unknown[] = [];
    const copy = {
      ...toBeginEnd(function (this: unknown) {
        selves.push(this);
      }),
    };
    await fromBeginEnd(copy)();
    expect(selves).toStrictEqual([undefined]);
  });

  test('this, of an own end and cancel beside the begin of toBeginEnd, is the object', async () => {
    const { begin: begins, end: ends, cancel: cancels } = toBeginEnd(async (value: number) => value);
    const selves: unknown[] = [];
    const trio = {
      begin: begins,
      end(result: IMFAsyncResult) {
        selves.push(this);
        return ends(result);
      },
      cancel(result: IMFAsyncResult) {
        selves.push(this);
        cancels(result);
      },
    };
    const object = { get: fromBeginEnd(trio) };
    await expect(object.get(5)).resolves.toBe(5);
    const promise = object.get(6);
    promise.cancel('stop');
    await expect(promise).rejects.toBe('stop');
    expect(selves).toStrictEqual([trio, trio, trio]);
  });

  test('a class that is itself a pair by static methods, is an object', async () => {
    class Disk {
      readonly isOpen = true;
      static readonly size = 5;
      static begin(callback: IMFAsyncCallback, _state: unknown): void {
        begin(callback);
      }
      static end(): number {
        return this.size;
      }
    }
    await expect(fromBeginEnd(Disk)()).resolves.toBe(5);
  });

  test('this, of a trio that is an instance with methods, is the instance', async () => {
    const selves: unknown[] = [];
    class Timer {
      begin(callback: IMFAsyncCallback, _state: unknown): void {
        selves.push(this);
        begin(callback);
      }
      end(_result: IMFAsyncResult): void {
        selves.push(this);
      }
      cancel(): void {
        selves.push(this);
      }
    }
    const timer = new Timer();
    await fromBeginEnd(timer)();
    expect(selves).toStrictEqual([timer, timer]);
    timer.begin = () => {};
    fromBeginEnd(timer)().cancel();
    expect(selves).toStrictEqual([timer, timer, timer]);
  });

  test('its name, in messages, is begin', async () => {
    const trio = { begin: (_callback: IMFAsyncCallback, _state: unknown) => E_FAIL, end() {} };
    await expect(fromBeginEnd(trio)()).rejects.toMatchObject({ operation: 'begin' });
  });

  test.each([
    ['has a name', 'BeginRead', 'BeginRead'],
    ['has no name', '', 'begin'],
  ])('the function, of a trio whose Begin %s, has the name that messages use', (_, given, expected) => {
    const named = Object.defineProperty((_callback: IMFAsyncCallback, _state: unknown): void => {}, 'name', {
      value: given,
    });
    expect(fromBeginEnd({ begin: named, end() {} }).name).toBe(expected);
  });

  test('the options of call, behind the arguments of the trio, are not handed to the function', async () => {
    const calls: unknown[][] = [];
    const fn = fromBeginEnd(toBeginEnd(async (...args: unknown[]) => calls.push(args)));
    await fn('first', { signal: new AbortController().signal });
    expect(calls).toStrictEqual([['first']]);
  });

  test('an object that has a pair besides, counts as an object of pairs', () => {
    const object = { begin, end: () => {}, BeginRead: begin, EndRead: () => {} };
    expect(Object.keys(fromBeginEnd(object))).toStrictEqual(['read']);
  });
});

describe('fromBeginEnd, wrong objects', () => {
  const make = fromBeginEnd as (...args: unknown[]) => unknown;

  test.each<[string, RegExp, unknown[]]>([
    ['a number, asked for a pair', /^fromBeginEnd: .*object.* 1$/, [1, 'Read']],
    ['null, asked for a pair', /^fromBeginEnd: .*object.* null$/, [null, 'Read']],
    ['an object without that pair', /^fromBeginEnd: .*BeginWrite, EndWrite/, [new Reader(), 'Write']],
    ['an object with a similar pair', /no pair Beginread, Endread, did you mean 'Read'\?$/, [new Reader(), 'read']],
    [
      'a misspelt option',
      /^fromBeginEnd: there is no option 'onabort', did you mean 'onAbort'\?$/,
      [new Reader(), { onabort: 'wait' }],
    ],
    ['an object, asked for what every object has', /^fromBeginEnd: .*pair/, [new Reader(), 'toString']],
    ['an object, asked for a pair without a name', /^fromBeginEnd: .*pair/, [new Reader(), '']],
    ['nothing', /^fromBeginEnd: expected a function or an object, got undefined$/, []],
    ['half a pair', /^fromBeginEnd: the object has BeginRead, and no EndRead$/, [{ BeginRead: begin }]],
    [
      'what only looks like half a pair',
      /^fromBeginEnd: the object has no Begin\/End pair$/,
      [{ rebeginRead: begin, beginner: begin }],
    ],
    ['an object without any pair', /^fromBeginEnd: .*no Begin\/End pair/, [{}]],
    ['a trio whose begin is a number', /^fromBeginEnd: begin of the trio .*function.* 1$/, [{ begin: 1, end: begin }]],
    ['a trio without end', /^fromBeginEnd: end of the trio .*function.* undefined$/, [{ begin }]],
    [
      'a trio whose cancel is null',
      /^fromBeginEnd: cancel of the trio .* null$/,
      [{ begin, end: begin, cancel: null }],
    ],
    ['an array', /^fromBeginEnd: .*no Begin\/End pair/, [[]]],
    [
      'options behind a name that is undefined',
      /^fromBeginEnd: expected a name before the options, got undefined$/,
      [new Reader(), undefined, { onAbort: 'wait' }],
    ],
    ['an object with a number as options', /^fromBeginEnd: options .*object.* 5$/, [new Reader(), 5]],
    [
      'an object and a pair with null as options',
      /^fromBeginEnd: options .*object.* null$/,
      [new Reader(), 'Read', null],
    ],
    [
      'an object with a number as cancel',
      /^fromBeginEnd: options.cancel .*function.* 5$/,
      [new Reader(), { cancel: 5 }],
    ],
  ])('the adapter, of %s, is not made, and the error says what is missing', (_, message, args) => {
    expect(() => make(...args)).toThrow(TypeError);
    expect(() => make(...args)).toThrow(message);
  });
});
