// Objects of JavaScript as native code calls them, for each type that a method can take and return. A worker plays the native
// code: to its Media Foundation the objects of this thread are like any others, and it calls them by their vtables.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { isMainThread, workerData } from 'node:worker_threads';
import { E_FAIL, E_NOTIMPL, HResultError } from 'begin-end';
import { E_NOINTERFACE, S_FALSE } from 'begin-end/hresults';
import {
  MF_VERSION,
  openMediaFoundation,
  VT_BSTR,
  VT_CLSID,
  VT_UNKNOWN,
  type MediaFoundation,
} from 'begin-end/media-foundation';
import { answer, askWorker, run, signal, test } from './harness.js';

const missing = '5a1f7e0c-2f0e-4a8a-9c43-0d6a3e0b7f02';
const types = ['u8', 'u16', 'u32', 'u64', 'i16', 'i32', 'i64', 'f32', 'f64', 'bool', 'hresult', 'pointer'];
const facts = {
  iid: '5a1f7e0c-2f0e-4a8a-9c43-0d6a3e0b7f03',
  base: 'IUnknown',
  methods: {
    ...Object.fromEntries(types.map((type) => [`Return_${type}`, [`: returns ${type}`]])),
    ...Object.fromEntries(types.map((type) => [`Out_${type}`, [`value: in ${type}`, `copy: out ${type}`]])),
    Out_propvariant: ['value: in propvariant', 'copy: out propvariant'],
    Out_string: ['pszCopy: out string'],
    Out_bstr: ['pbstrCopy: out bstr'],
    Out_guid: ['pguidCopy: out guid'],
    NotNeeded: ['pcCount: out? u32', 'pqwLong: out? u64', 'pszName: out? string', 'pbstrText: out? bstr'],
    Counted: ['cb: in u32', 'pb: out bytes(cb)', 'pcOther: out u32', 'pcbCount: out u32'],
    Name: ['pcchName: inout u32', 'pwszName: out bytes(pcchName*2)'],
    Filled: ['pb: out bytes(4)'],
    Return_void: [': returns void'],
    Status: [],
    Blob: ['ppBuf: out blob(pcbSize)', 'pcbSize: out u32'],
    Two: ['ppFirst: out IMFMediaType', 'ppSecond: out IMFMediaType'],
    Texts: ['ppszName: out string', 'pcCount: out u32'],
    Value: ['pvValue: out propvariant', 'pcCount: out u32'],
    Several: ['ppTypes: out IMFMediaType[pcCount]', 'pcCount: out u32'],
    Names: ['ppszNames: out string[pcCount]', 'pcCount: out u32'],
    Address: ['ppMemory: out pointer', 'pbstrText: out bstr', 'pcCount: out u32'],
  },
};
/** The same vtable, with outputs as the memory that they are: what is in it after a call that has failed, can be seen. */
const asMemory = {
  ...facts,
  methods: Object.fromEntries(
    Object.entries(facts.methods).map(([method, lines]) => [
      method,
      lines.map((line) => line.replace(/(: )out\??( .*)/, '$1in pointer')),
    ]),
  ),
};

type Called = Record<string, (...args: unknown[]) => unknown>;
interface Call {
  readonly pointer: bigint;
  readonly interface: string;
  readonly method: string;
  readonly args: readonly unknown[];
  readonly times?: number;
}

interface Outcome {
  readonly value?: unknown;
  /** The memory that was given, after the call. */
  readonly memory?: readonly Uint8Array[];
  readonly error?: { readonly hresult?: number; readonly message: string };
}

/** What a call by a native thread gives, or the error that it throws. */
async function callFromOutside(mf: MediaFoundation, object: object, method: string, args: unknown[], name = 'ICalled') {
  const call: Call = { pointer: mf.toPointer(object, name as never), interface: name, method, args };
  return askWorker<Outcome>(call);
}

const untouched = (size: number): Uint8Array => new Uint8Array(size).fill(0x55);
const nullPointer = new Uint8Array(8);

/** The same by a caller that sees the memory of the outputs, which are of so many bytes each, and calls as often as is said. */
async function callForMemory(mf: MediaFoundation, object: object, method: string, sizes: readonly number[], times = 1) {
  const pointer = mf.toPointer(object, 'ICalled' as never);
  return askWorker<Outcome>({ pointer, interface: 'ISeen', method, args: sizes.map(untouched), times });
}

/** In the worker. */
function callHere({ pointer, interface: name, method, args, times = 1 }: Call): void {
  const mf = openMediaFoundation();
  mf.MFStartup(MF_VERSION);
  if (name === 'ICalled') mf.addInterface(name, facts);
  if (name === 'ISeen') mf.addInterface(name, asMemory);
  using object = mf.fromPointer(pointer, name as 'IUnknown') as unknown as Called & Disposable;
  const memory = args.filter((arg) => arg instanceof Uint8Array);
  const seen = memory.length > 0 ? { memory } : {};
  let outcome: Outcome = {};
  for (let i = 0; i < times; i += 1) {
    try {
      outcome = { value: object[method]!(...args), ...seen };
    } catch (error) {
      const { hresult, message } = error as HResultError;
      outcome = { error: { hresult, message }, ...seen };
    }
  }
  answer(outcome);
  mf.MFShutdown();
}

/** How many references there are to a media type. */
const references = (mf: MediaFoundation, type: object): number => mf.releasePointer(mf.toPointer(type, 'IMFMediaType'));

const thrown = new Error('thrown on purpose');
function throwing(): never {
  throw thrown;
}

function fill(bytes: Uint8Array): void {
  bytes.set([1, 2, 3, 4]);
}
const room = (units: number): unknown[] => [missing, new Uint8Array(units * 2).fill(0x55), units];
const ended = (_size: number, bytes: Uint8Array): number => (bytes.set([65, 0, 0, 0]), 2);
const miscounting = (_size: number, bytes: Uint8Array) => (fill(bytes), { other: -1, count: 4 });
function succeeding(): never {
  throw new HResultError(S_FALSE, 'a method');
}

/** What a method of JavaScript returns, and what native code gets. */
const returned: Record<string, readonly (readonly [unknown, unknown])[]> = {
  u8: [[255, 255]],
  u16: [[65_535, 65_535]],
  u32: [[4_294_967_295, 4_294_967_295]],
  u64: [
    [2n ** 64n - 1n, 2n ** 64n - 1n],
    [5, 5n],
  ],
  i16: [[-32_768, -32_768]],
  i32: [[-5, -5]],
  i64: [[-(2n ** 63n), -(2n ** 63n)]],
  f32: [[0.5, 0.5]],
  f64: [[-1e300, -1e300]],
  bool: [
    [true, true],
    [false, false],
    [undefined, false],
    ['text', true],
  ],
  hresult: [[0x8000_4005, 0x8000_4005]],
  pointer: [
    [0x1234n, 0x1234n],
    [null, null],
    [undefined, null],
  ],
};

/** What is none of a type, or does not fit. */
const wrongNumbers = [
  ['u8', [256, -1, 1.5]],
  ['u32', [2 ** 32 + 5, -1, 1.7, 'x', 7n, true, undefined, null, Promise.resolve(4)]],
  ['u64', [-1, 2n ** 64n, 0.5, undefined]],
  ['i32', [2 ** 31]],
  ['f64', ['0.5', undefined]],
  ['pointer', ['x', -1n]],
] as const;
const zeros: Record<string, unknown> = { u64: 0n, pointer: null };

function main(): void {
  let added = false;
  const prepare = (mf: MediaFoundation): void => {
    if (!added) mf.addInterface('ICalled', facts);
    added = true;
  };
  for (const [type, pairs] of Object.entries(returned)) {
    test(`a method that returns ${type} gives native code what JavaScript returns`, async (mf) => {
      prepare(mf);
      const method = type === 'hresult' ? 'Status' : `Return_${type}`;
      for (const [value, expected] of pairs) {
        const outcome = await callFromOutside(mf, { [method]: () => value }, method, []);
        if (type === 'hresult') assert.equal(outcome.error?.hresult, expected);
        else assert.deepEqual(outcome, { value: expected });
      }
    });

    test(`a ${type} arrives in JavaScript, and comes back, as it is`, async (mf) => {
      prepare(mf);
      const value = pairs[0]![1];
      const seen: unknown[] = [];
      const object = { [`Out_${type}`]: (one: unknown) => (seen.push(one), one) };
      assert.deepEqual(await callFromOutside(mf, object, `Out_${type}`, [value]), { value });
      assert.deepEqual(seen, [value]);
    });
  }

  test('a PROPVARIANT that JavaScript is given or returns is of the kind that is given', async (mf) => {
    prepare(mf);
    const seen: unknown[] = [];
    const guid = { vt: VT_CLSID, value: missing };
    const text = { vt: VT_BSTR, value: 'text' };
    const object = { Out_propvariant: (one: unknown) => (seen.push(one), text) };
    assert.deepEqual(await callFromOutside(mf, object, 'Out_propvariant', [guid]), { value: text });
    assert.deepEqual(seen, [guid]);
  });

  test('a BSTR in a PROPVARIANT is whole, whatever is in it', async (mf) => {
    prepare(mf);
    for (const value of ['a\0b', '\0', '', '\ud800\0', `\0${'x'.repeat(10_000)}`]) {
      const seen: unknown[] = [];
      const given = { vt: VT_BSTR, value };
      const object = { Out_propvariant: (one: unknown) => (seen.push(one), one) };
      assert.deepEqual(await callFromOutside(mf, object, 'Out_propvariant', [given]), { value: given });
      assert.deepEqual(seen, [given]);
    }
  });

  test('a PROPVARIANT that JavaScript cannot return is a failure', async (mf) => {
    prepare(mf);
    const object = { Out_propvariant: () => ({ vt: VT_CLSID, value: 'no GUID' }) };
    assert.equal((await callFromOutside(mf, object, 'Out_propvariant', [5])).error?.hresult, E_FAIL);
  });

  for (const [type, nothing] of [
    ['bool', false],
    ['f64', 0],
    ['u32', 0],
    ['pointer', null],
    ['void', undefined],
  ] as const) {
    test(`an exception in a method that returns ${type} is reported, and native code gets nothing`, async (mf) => {
      prepare(mf);
      const { promise, resolve } = signal<unknown>();
      process.once('uncaughtException', resolve);
      const outcome = await callFromOutside(mf, { [`Return_${type}`]: throwing }, `Return_${type}`, []);
      assert.deepEqual(outcome, { value: nothing });
      assert.equal(await promise, thrown);
    });
  }

  for (const method of ['OnReadSample', 'OnFlush']) {
    test(`an exception in ${method}, whose HRESULT native code ignores, is reported`, async (mf) => {
      const { promise, resolve } = signal<unknown>();
      process.once('uncaughtException', resolve);
      const args = { OnReadSample: [0, 0, 0, 0n, null], OnFlush: [0] }[method]!;
      const callback = { OnReadSample: throwing, OnFlush: throwing };
      const outcome = await callFromOutside(mf, callback, method, args, 'IMFSourceReaderCallback');
      assert.equal(outcome.error?.hresult, E_FAIL);
      const tooLong = sleep(5000, 'not reported', { ref: false });
      assert.equal(await Promise.race([promise, tooLong]), thrown);
    });
  }

  test('an exception in a method that returns an HRESULT is one, and a missing method is E_NOTIMPL', async (mf) => {
    prepare(mf);
    assert.equal((await callFromOutside(mf, { Status: throwing }, 'Status', [])).error?.hresult, E_FAIL);
    assert.equal((await callFromOutside(mf, { Status: throwing }, 'Blob', [])).error?.hresult, E_NOTIMPL);
  });

  test('an error with a success code is E_FAIL where native code would use outputs, which nothing was written to', async (mf) => {
    prepare(mf);
    assert.equal((await callFromOutside(mf, { Blob: succeeding }, 'Blob', [])).error?.hresult, E_FAIL);
    assert.deepEqual(await callFromOutside(mf, { Status: succeeding }, 'Status', []), { value: S_FALSE });
    const memory = [new Uint8Array(4), 4];
    const read = await callFromOutside(mf, { Read: succeeding }, 'Read', memory, 'IMFByteStream');
    assert.equal(read.error?.hresult, E_FAIL);
  });

  for (const [type, wrong] of wrongNumbers) {
    test(`an output of the type ${type} that JavaScript does not return, or that does not fit, is a failure`, async (mf) => {
      prepare(mf);
      for (const value of wrong) {
        const argument = type === 'pointer' ? 1n : 0;
        const outcome = await callFromOutside(mf, { [`Out_${type}`]: () => value }, `Out_${type}`, [argument]);
        assert.equal(outcome.error?.hresult, E_FAIL, inspect(value));
      }
    });
  }

  for (const [type, wrong] of wrongNumbers) {
    test(`a method that returns ${type}, and returns none or one that does not fit, is reported, and native code gets nothing`, async (mf) => {
      prepare(mf);
      const method = `Return_${type}`;
      for (const value of wrong) {
        const { promise, resolve } = signal<Error>();
        process.once('uncaughtException', resolve);
        const outcome = await callFromOutside(mf, { [method]: () => value }, method, []);
        assert.deepEqual(outcome, { value: type in zeros ? zeros[type] : 0 }, inspect(value));
        const tooLong = sleep(5000, new Error('nothing is reported'), { ref: false });
        const { message } = await Promise.race([promise, tooLong]);
        assert.match(message, new RegExp(`^ICalled\\.${method}: what it returns must be an? `), inspect(value));
      }
    });
  }

  test('a method that returns a number which is no HRESULT has succeeded', async (mf) => {
    prepare(mf);
    for (const value of [2 ** 32 + 0x8000_4005, -0x8000_0001, 0.5, NaN]) {
      const outcome = await callFromOutside(mf, { Status: () => value }, 'Status', []);
      assert.deepEqual(outcome, { value: undefined }, String(value));
    }
  });

  test('a text or a GUID that JavaScript does not return is a failure, and one that is not needed may be nothing', async (mf) => {
    prepare(mf);
    for (const value of [undefined, 5]) {
      for (const method of ['Out_string', 'Out_bstr']) {
        const outcome = await callFromOutside(mf, { [method]: () => value }, method, []);
        assert.equal(outcome.error?.hresult, E_FAIL, method);
      }
    }
    const guid = await callFromOutside(mf, { Out_guid: () => 'no GUID' }, 'Out_guid', []);
    assert.equal(guid.error?.hresult, E_FAIL);
    const outcome = await callFromOutside(mf, { NotNeeded: () => undefined }, 'NotNeeded', []);
    assert.deepEqual(outcome, { value: { count: 0, long: 0n, name: null, text: '' } });
  });

  test('a method cannot have read more bytes than there was room for, nor a count that is none', async (mf) => {
    for (const value of [-1, 5, 5n, '4', 2.5, NaN, undefined, [4], { valueOf: () => 4 }, Promise.resolve(4)]) {
      const outcome = await callFromOutside(mf, { Read: () => value }, 'Read', [new Uint8Array(4), 4], 'IMFByteStream');
      assert.equal(outcome.error?.hresult, E_FAIL, inspect(value));
    }
  });

  test('the count of bytes is found by its name, and bytes that no output counts are all copied', async (mf) => {
    prepare(mf);
    const Counted = (_size: number, bytes: Uint8Array) => (fill(bytes), { count: 2, other: 4 });
    assert.deepEqual((await callFromOutside(mf, { Counted }, 'Counted', [4, new Uint8Array(4)])).memory, [
      Uint8Array.of(1, 2, 0, 0),
    ]);
    assert.deepEqual((await callFromOutside(mf, { Filled: fill }, 'Filled', [new Uint8Array(4)])).memory, [
      Uint8Array.of(1, 2, 3, 4),
    ]);
  });

  test('a text that JavaScript writes to memory of the caller ends with a zero, or there is no room for it', async (mf) => {
    prepare(mf);
    const text = Uint8Array.of(65, 0, 66, 0);
    const GetString = (_key: string, bytes: Uint8Array) => (bytes.set(text), 2);
    const { value, memory } = await callFromOutside(mf, { GetString }, 'GetString', room(4), 'IMFAttributes');
    assert.equal(value, 2);
    assert.deepEqual(memory, [Uint8Array.of(...text, 0, 0, 0x55, 0x55)]);
    const full = await callFromOutside(mf, { GetString }, 'GetString', room(2), 'IMFAttributes');
    assert.equal(full.error?.hresult, 0x8007_007a, 'HRESULT_FROM_WIN32(ERROR_INSUFFICIENT_BUFFER)');
    assert.deepEqual(await callFromOutside(mf, { Name: ended }, 'Name', [2, new Uint8Array(4).fill(0x55)]), {
      value: 2,
      memory: [Uint8Array.of(65, 0, 0, 0)],
    });
  });

  for (const [fault, method, sizes, returns, left] of [
    ['of another type', 'Two', [8, 8], (first: object) => ({ first, second: 5 }), [nullPointer, nullPointer]],
    [
      'a getter that throws',
      'Two',
      [8, 8],
      (first: object) => Object.defineProperty({ first }, 'second', { get: throwing }),
      [nullPointer, nullPointer],
    ],
    [
      'one element of another type',
      'Several',
      [8, 4],
      (type: object) => ({ types: [type, 5], count: 2 }),
      [nullPointer, untouched(4)],
    ],
    [
      'a number that does not fit',
      'Value',
      [24, 4],
      (value: object) => ({ value: { vt: VT_UNKNOWN, value }, count: -1 }),
      [untouched(24), untouched(4)],
    ],
  ] as const) {
    test(`where an output is ${fault}, native code gets none of ${method}, and no reference to the others`, async (mf) => {
      prepare(mf);
      using type = mf.MFCreateMediaType();
      const before = references(mf, type);
      const { error, memory } = await callForMemory(mf, { [method]: () => returns(type) }, method, sizes);
      assert.equal(error?.hresult, E_FAIL);
      assert.equal(references(mf, type), before);
      assert.deepEqual(memory, left);
    });
  }

  const long = 'x'.repeat(2 ** 21);
  for (const [what, method, sizes, outputs] of [
    ['a text', 'Texts', [8, 4], { name: long, count: -1 }],
    ['a text of an array', 'Names', [8, 4], { names: [long, 5], count: 2 }],
    ['a BSTR', 'Address', [8, 8, 4], { memory: null, text: long, count: -1 }],
    ['a blob', 'Blob', [8, 4], { buf: new Uint8Array(2 ** 22), size: 1.5 }],
    ['a text of a PROPVARIANT', 'Value', [24, 4], { value: long, count: -1 }],
    ['a BSTR of a PROPVARIANT', 'Value', [24, 4], { value: { vt: VT_BSTR, value: long }, count: -1 }],
  ] as const) {
    test(`the memory of ${what} is freed where another output cannot be converted`, async (mf) => {
      prepare(mf);
      const before = process.memoryUsage.rss();
      const { error } = await callForMemory(mf, { [method]: () => outputs }, method, sizes, 64);
      assert.equal(error?.hresult, E_FAIL);
      // Each is 4 MiB: 64 of them are 256.
      const kept = (process.memoryUsage.rss() - before) / 2 ** 20;
      assert.ok(kept < 128, `${kept} MiB are left`);
    });
  }

  test('what a method got while it ran stays its own where another output cannot be converted', async (mf) => {
    prepare(mf);
    const made = signal<Disposable & { GetCount(): number }>();
    const Two = () => {
      const first = mf.MFCreateMediaType();
      made.resolve(first);
      return { first, second: 5 };
    };
    assert.equal((await callFromOutside(mf, { Two }, 'Two', [])).error?.hresult, E_FAIL);
    using first = await made.promise;
    assert.equal(first.GetCount(), 0);
    assert.equal(references(mf, first), 1);
  });

  for (const [how, object] of [
    ['throws', { Address: throwing, Texts: throwing, Names: throwing, Blob: throwing, Two: throwing }],
    ['is missing', { Return_u8: () => 0 }],
  ] as const) {
    test(`the pointers that a method hands out are null where it ${how}`, async (mf) => {
      prepare(mf);
      for (const [method, sizes, left] of [
        ['Address', [8, 8, 4], [nullPointer, nullPointer, untouched(4)]],
        ['Texts', [8, 4], [nullPointer, untouched(4)]],
        ['Names', [8, 4], [nullPointer, untouched(4)]],
        ['Blob', [8, 4], [nullPointer, untouched(4)]],
        ['Two', [8, 8], [nullPointer, nullPointer]],
      ] as const) {
        const { error, memory } = await callForMemory(mf, object, method, sizes);
        assert.equal(error?.hresult, how === 'throws' ? E_FAIL : E_NOTIMPL, method);
        assert.deepEqual(memory, left, method);
      }
    });
  }

  test('bytes that JavaScript has filled are not copied where an output cannot be converted', async (mf) => {
    prepare(mf);
    const { error, memory } = await callFromOutside(mf, { Counted: miscounting }, 'Counted', [4, untouched(4)]);
    assert.equal(error?.hresult, E_FAIL);
    assert.deepEqual(memory, [untouched(4)]);
  });

  test('a method cannot say that memory is larger than what it has returned', async (mf) => {
    prepare(mf);
    for (const blob of [
      { buf: new Uint8Array(4), size: 5 },
      { size: 5 },
      { buf: 'text', size: 4 },
      { buf: new Uint8Array(4) },
    ]) {
      assert.equal((await callFromOutside(mf, { Blob: () => blob }, 'Blob', [])).error?.hresult, E_FAIL);
    }
  });

  test('bytes that JavaScript returns are memory for the caller to free', async (mf) => {
    prepare(mf);
    const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index & 255);
    const outcome = await callFromOutside(mf, { Blob: () => ({ buf: bytes, size: 1000 }) }, 'Blob', []);
    assert.deepEqual(outcome, { value: { buf: bytes, size: 1000 } });
  });

  test('an error that throws where it is looked at is E_FAIL, and is reported', async (mf) => {
    prepare(mf);
    const hostile: unknown = new Proxy(thrown, {
      getPrototypeOf() {
        throw new Error('a trap');
      },
    });
    const Status = (): never => {
      throw hostile;
    };
    const { promise, resolve } = signal<unknown>();
    process.once('uncaughtException', resolve);
    assert.equal((await callFromOutside(mf, { Status }, 'Status', [])).error?.hresult, E_FAIL);
    assert.equal(await promise, hostile);
  });

  test('an object is asked for by an IID in braces as by one without', (mf) => {
    using attributes = mf.MFCreateAttributes(1);
    const mediaType = mf.MFCreateMediaType();
    attributes.SetUnknown(missing, mediaType);
    mediaType[Symbol.dispose]();
    for (const iid of ['44ae0fa8-ea31-4109-8d2e-4cae4997c555', '{44AE0FA8-EA31-4109-8D2E-4CAE4997C555}']) {
      using object = attributes.GetUnknown(missing, iid) as Disposable;
      assert.equal(object.constructor.name, 'IMFMediaType');
    }
  });

  test('bytes that lie about their length are as many for the caller as there are', async (mf) => {
    prepare(mf);
    const bytes = Uint8Array.of(1, 2, 3, 4);
    const said = [4096, 4];
    const lying = Object.defineProperty(bytes.slice(), 'byteLength', { get: () => said.pop() ?? 4 });
    const outcome = await callFromOutside(mf, { Blob: () => ({ buf: lying, size: 4 }) }, 'Blob', []);
    assert.deepEqual(outcome, { value: { buf: bytes, size: 4 } });
  });

  test('an object of JavaScript has no interface that the table lacks, whatever native code asks for', async (mf) => {
    const outcome = await callFromOutside(
      mf,
      { ActivateObject: () => ({ Read: () => 0 }) },
      'ActivateObject',
      [missing],
      'IMFActivate',
    );
    assert.equal(outcome.error?.hresult, E_NOINTERFACE);
  });

  void run();
}

if (isMainThread) main();
else callHere(workerData as Call);
