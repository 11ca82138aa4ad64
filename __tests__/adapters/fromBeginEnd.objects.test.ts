import { createContext, runInContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { fromBeginEnd, MFCreateAsyncResult, type IMFAsyncCallback, type IMFAsyncResult } from '../../src/index.js';
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

  test('an object of another realm has its pairs, and none of what every object has', () => {
    const code = '({ BeginRead(callback) { callback.Invoke({}); }, EndRead: () => "elsewhere" })';
    const object = runInContext(code, createContext()) as { BeginRead: typeof begin; EndRead: () => string };
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
    ['an object without any pair', /^fromBeginEnd: .*no Begin\/End pair/, [{}]],
    ['an array', /^fromBeginEnd: .*no Begin\/End pair/, [[]]],
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
