// Interfaces and functions that a program adds, and those of `begin-end/media-foundation/all`: each type that they can have, there
// and back. A worker plays the native code: it calls objects of the main thread by their vtables.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { isMainThread, workerData } from 'node:worker_threads';
import { E_FAIL, fromBeginEnd, HResultError, toBeginEnd } from 'begin-end';
import { MF_VERSION, openMediaFoundation, type MediaFoundation } from 'begin-end/media-foundation';
import { addAll } from 'begin-end/media-foundation/all';
import { answer, askWorker, run, test } from './harness.js';

const one = '11111111-2222-3333-4444-555555555555';
const two = '{AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE}';
const lowerTwo = two.slice(1, -1).toLowerCase();
const facts = {
  iid: '5a1f7e0c-2f0e-4a8a-9c43-0d6a3e0b7f20',
  base: 'IUnknown',
  methods: {
    Both: ['pflRate: inout f32', 'pdwCount: inout u32', 'pfWhole: inout bool'],
    BothOrNot: ['dw: in u32', 'pdwCount: inout? u32', 'pdwNeeded: out u32'],
    Structure: [
      'pIn: in {b: u8, qw: u64, guidType: guid, w: u16, f: f64, pszName: string, pszNone: string, p: pointer}',
      'pOut: out {b: u8, ll: i64, guidType: guid, n: i16, fl: f32}',
      'pBoth: inout {dwX: u32, dwY: u32}',
    ],
    StructureOrNot: ['p: in? {dwX: u32}', 'pOut: out? {dwX: u32}'],
    ArraysIn: ['c: in u16', 'pw: in u16[c]', 'pguid: in guid[c]', 'ppsz: in string[c]', 'ps: in {b: u8, qw: u64}[c]'],
    ArrayOrNot: ['c: in u32', 'p: in? u32[c]'],
    ArrayOut: ['c: in u32', 'pdw: out u32[c]'],
    ArrayActual: ['pcItems: inout u32', 'pdwValues: out u32[pcItems]'],
    ArrayBoth: ['c: in u32', 'ps: inout {dwX: u32, dwY: u32}[c]'],
    ArrayAllocated: ['ppguidTypes: out guid[pcItems]', 'pcItems: out u32'],
    TextsAllocated: ['ppszNames: out string[pcItems]', 'pcItems: out u32'],
    Types: ['c: in u32', 'pp: in IMFMediaType[c]', 'ppLast: out IMFMediaType[c]'],
    ByValue: ['dw: in u32', 'guidValue: in guidvalue', 'fl: in f32', 'q: in u64', 'pguid: out guid'],
    Fixed: ['pIn: in bytes(4)', 'pOut: out bytes(8)', 'pNone: in? bytes(4)'],
    Text: ['bstr: in bstr', 'pbstr: out bstr'],
    Longs: ['c: in u64', 'pb: in bytes(c)', 'pdw: in u32[c]'],
    LongsActual: ['pcItems: inout u64', 'pdwValues: out u32[pcItems]'],
    LongsAllocated: ['ppdwValues: out u32[pcItems]', 'pcItems: out u64'],
    Read: ['pb: out bytes(c)', 'c: in u64', 'pcRead: out u64'],
    ReadSlowly: ['pb: out bytes(c)', 'c: in u64', 'pcRead: out u64', ': waits'],
    BeginReadLater: ['pb: out bytes(c)', 'c: in u64', 'pCallback: in IMFAsyncCallback', 'punkState: in? IUnknown'],
    EndReadLater: ['pResult: in IMFAsyncResult', 'pcRead: out u64'],
    Slow: ['dw: in u32', 'pdw: out u32', ': waits'],
  },
} as const;

interface Call {
  readonly pointer: bigint;
  readonly method: string;
  readonly args: readonly unknown[];
}
type Called = Record<string, (...args: unknown[]) => unknown>;
interface Outcome {
  readonly value?: unknown;
  readonly error?: { readonly name: string; readonly message: string; readonly hresult?: number };
}

const add = (mf: MediaFoundation) => mf.addInterface('IMFAddedHere', facts);

/** In the worker. `'type'` among the arguments stands for a media type of its own. */
async function callHere({ pointer, method, args }: Call): Promise<void> {
  const mf = openMediaFoundation();
  mf.MFStartup(MF_VERSION);
  using object = mf.fromPointer(pointer, add(mf));
  let outcome: Outcome;
  try {
    const types = [mf.MFCreateMediaType(), mf.MFCreateMediaType()];
    const given = args.map((arg) => (arg === 'types' ? types : arg));
    const { readLater } = fromBeginEnd(object);
    const called = method === 'ReadLater' ? (readLater as Called[string]) : (object as unknown as Called)[method]!;
    const value = await called.apply(object, given);
    outcome = { value: method === 'Types' ? (value as unknown[]).map((type) => types.indexOf(type as never)) : value };
    if (method.startsWith('Read')) outcome = { value: [value, ...(given[0] as Uint8Array)] };
  } catch (error) {
    const { name, message, hresult } = error as HResultError;
    outcome = { error: { name, message, hresult } };
  }
  answer(outcome);
  mf.MFShutdown();
}

const refused = { error: { name: 'HResultError', message: 'unused', hresult: E_FAIL } };
const failed = ({ error }: Outcome): Outcome => ({ error: { ...error!, message: 'unused' } });

/** A method that fills the memory, and says that it has read so many bytes. */
const reading = (count: number | bigint) => (bytes: Uint8Array) => {
  bytes.set([7, 8, 9]);
  return count;
};

function main(): void {
  let name: ReturnType<typeof add> | undefined;
  /** What native code gets of a method of JavaScript. */
  async function call(
    mf: MediaFoundation,
    method: keyof typeof facts.methods,
    args: unknown[],
    implementation: (...args: never[]) => unknown,
  ): Promise<Outcome> {
    name ??= add(mf);
    const given: Call = { pointer: mf.toPointer({ [method]: implementation }, name), method, args };
    return askWorker(given);
  }

  test('numbers that go both ways are arguments and come back', async (mf) => {
    const seen: unknown[] = [];
    const outcome = await call(mf, 'Both', [0.5, 7, true], (...args) => {
      seen.push(...args);
      return { rate: 1.5, count: 8, whole: false };
    });
    assert.deepEqual(seen, [0.5, 7, true]);
    assert.deepEqual(outcome, { value: { rate: 1.5, count: 8, whole: false } });
  });

  test('a number that goes both ways and is not needed is left out by one null behind the arguments', async (mf) => {
    const seen: unknown[] = [];
    const implementation = (...args: unknown[]) => (seen.push(args), { count: 9, needed: 10 });
    assert.deepEqual(await call(mf, 'BothOrNot', [1, 2], implementation), { value: { count: 9, needed: 10 } });
    assert.deepEqual(await call(mf, 'BothOrNot', [1, null, null], implementation), { value: 10 });
    assert.deepEqual(seen, [
      [1, 2],
      [1, null],
    ]);
  });

  test('structures go in, out and both ways as objects, each field where C has it', async (mf) => {
    const seen: unknown[] = [];
    const given = { b: 255, qw: 2n ** 64n - 1n, type: two, w: 65535, f: 0.1, name: 'näme', none: null, p: 0x1234n };
    const outcome = await call(mf, 'Structure', [given, { x: 1, y: 2 }], (...args) => {
      seen.push(...args);
      return { out: { b: 1, ll: -5n, type: one, n: -6, fl: 0.25 }, both: { x: 3, y: 4 } };
    });
    assert.deepEqual(seen, [
      { ...given, type: lowerTwo },
      { x: 1, y: 2 },
    ]);
    assert.deepEqual(outcome, {
      value: { out: { b: 1, ll: -5n, type: one, n: -6, fl: 0.25 }, both: { x: 3, y: 4 } },
    });
  });

  test('a structure that is not needed can be null, and be left out', async (mf) => {
    const seen: unknown[] = [];
    const implementation = (...args: unknown[]) => (seen.push(args), { x: 5 });
    assert.deepEqual(await call(mf, 'StructureOrNot', [null], implementation), { value: { x: 5 } });
    assert.deepEqual(await call(mf, 'StructureOrNot', [null, null], implementation), { value: undefined });
    assert.deepEqual(seen, [[null], [null]]);
  });

  test('a structure without one of its fields, and one that JavaScript does not return, are refused by name', async (mf) => {
    const given = { b: 256, qw: 0n, type: null, w: 0, f: 0, name: '', none: null, p: null };
    const both = { x: 1, y: 2 };
    const messageOf = async (...args: unknown[]) => (await call(mf, 'Structure', args, () => null)).error?.message;
    const where = 'IMFAddedHere.Structure';
    assert.equal(await messageOf(given, both), `${where}: pIn.b must be an integer of 0 to 255, got 256`);
    assert.equal(await messageOf({ ...given, b: 0 }, { x: 1 }), `${where}: pBoth.y must be an integer, got undefined`);
    assert.equal(
      await messageOf({ ...given, b: 0, name: 5 }, both),
      `${where}: pIn.name must be a string or null, got 5`,
    );
    assert.equal(
      await messageOf(null, both),
      `${where}: pIn must be an object with b, qw, type, w, f, name, none, p, got null`,
    );
    assert.deepEqual(failed(await call(mf, 'Structure', [{ ...given, b: 0 }, both], () => ({ out: null }))), refused);
  });

  test('arrays of numbers, GUIDs, texts and structures go in, as many elements as are said', async (mf) => {
    const seen: unknown[] = [];
    const structures = [
      { b: 1, qw: 2n },
      { b: 3, qw: 4n },
      { b: 5, qw: 6n },
    ];
    const outcome = await call(
      mf,
      'ArraysIn',
      [2, Uint16Array.of(1, 65535, 3), [one, two, one], ['', 'zwei', 'three'], structures],
      (...args) => void seen.push(...args),
    );
    assert.deepEqual(outcome, { value: undefined });
    assert.deepEqual(seen, [2, [1, 65535], [one, lowerTwo], ['', 'zwei'], structures.slice(0, 2)]);
  });

  test('an array with too few elements, or a wrong one, is refused by name', async (mf) => {
    const good = [
      2,
      [1, 2],
      [one, two],
      ['', ''],
      [
        { b: 1, qw: 2n },
        { b: 1, qw: 2n },
      ],
    ];
    const messageOf = async (at: number, value: unknown) => {
      const given = good.map((its, index) => (index === at ? value : its));
      const { error } = await call(mf, 'ArraysIn', given, () => {});
      return error?.message.replace('IMFAddedHere.ArraysIn: ', '');
    };
    assert.equal(await messageOf(1, [1]), 'pw has 1 elements, 2 are needed');
    assert.equal(await messageOf(1, [1, 65536]), 'pw[1] must be an integer of 0 to 65535, got 65536');
    assert.equal(await messageOf(1, 'text'), "pw must be an array, got 'text'");
    assert.equal(await messageOf(2, [one, 'no GUID']), "pguid[1] must be a GUID as text, or null, got 'no GUID'");
    assert.equal(await messageOf(3, ['', 5]), 'ppsz[1] must be a string or null, got 5');
    assert.equal(await messageOf(4, [{ b: 1, qw: 2n }, 5]), 'ps[1] must be an object with b, qw, got 5');
    assert.equal(await messageOf(0, -1), 'c must be an integer of 0 to 65535, got -1');
    assert.equal(await messageOf(0, '2'), "c must be an integer, got '2'");
  });

  test('an array that is not needed can be null', async (mf) => {
    const seen: unknown[] = [];
    const implementation = (...args: unknown[]) => void seen.push(args);
    assert.deepEqual(await call(mf, 'ArrayOrNot', [0, null], implementation), { value: undefined });
    assert.deepEqual(await call(mf, 'ArrayOrNot', [1, [5]], implementation), { value: undefined });
    assert.deepEqual(seen, [
      [0, null],
      [1, [5]],
    ]);
  });

  test('an array comes out in memory of the caller, with zeros behind what JavaScript has returned', async (mf) => {
    assert.deepEqual(await call(mf, 'ArrayOut', [3], () => [7, 8]), { value: [7, 8, 0] });
    assert.deepEqual(await call(mf, 'ArrayOut', [0], () => []), { value: [] });
  });

  test('an array for which there is no room, or that is none, is a failure', async (mf) => {
    assert.deepEqual(failed(await call(mf, 'ArrayOut', [1], () => [7, 8])), refused);
    assert.deepEqual(failed(await call(mf, 'ArrayOut', [1], () => ({ length: 1 }))), refused);
    assert.deepEqual(failed(await call(mf, 'ArrayActual', [1], () => ({ items: 2, values: [7, 8] }))), refused);
    assert.deepEqual(failed(await call(mf, 'ArrayActual', [5], () => ({ items: 2, values: [7] }))), refused);
    assert.deepEqual(failed(await call(mf, 'ArrayAllocated', [], () => ({ types: [one], items: 2 }))), refused);
  });

  test('an array whose length goes both ways is as long as native code says in the end', async (mf) => {
    const seen: unknown[] = [];
    const outcome = await call(mf, 'ArrayActual', [5], (...args) => (seen.push(...args), { items: 2, values: [7, 8] }));
    assert.deepEqual(seen, [5]);
    assert.deepEqual(outcome, { value: { items: 2, values: [7, 8] } });
  });

  test('a length of 64 bits is a bigint, or a number', async (mf) => {
    const seen: unknown[] = [];
    const implementation = (...args: unknown[]): void => void seen.push(...args);
    const bytes = Uint8Array.of(7, 8);
    assert.deepEqual(await call(mf, 'Longs', [2n, bytes, [1, 2]], implementation), { value: undefined });
    assert.deepEqual(await call(mf, 'Longs', [1, bytes, [1, 2]], implementation), { value: undefined });
    assert.deepEqual(await call(mf, 'Longs', [0n, new Uint8Array(0), []], implementation), { value: undefined });
    assert.deepEqual(seen, [2n, bytes, [1, 2], 1n, Uint8Array.of(7), [1], 0n, new Uint8Array(0), []]);
    const { error } = await call(mf, 'Longs', [2n ** 64n - 1n, bytes, [1, 2]], implementation);
    assert.equal(error?.message, 'IMFAddedHere.Longs: c is 18446744073709551615, pb has 2 bytes (E_INVALIDARG)');
  });

  for (const items of [2, 2n]) {
    test(`a length of 64 bits that JavaScript gives as a ${typeof items} is that of an array`, async (mf) => {
      const outcome = { items, values: [7, 8] };
      const value = { items: 2n, values: [7, 8] };
      assert.deepEqual(await call(mf, 'LongsActual', [5n], () => outcome), { value });
      assert.deepEqual(await call(mf, 'LongsAllocated', [], () => outcome), { value });
    });

    test(`a count of 64 bits that JavaScript gives as a ${typeof items} is that of what was read`, async (mf) => {
      const read = reading(items);
      const value = [2n, 7, 8, 0];
      for (const method of ['Read', 'ReadSlowly'] as const) {
        assert.deepEqual(await call(mf, method, [new Uint8Array(3), 3n], read), { value });
      }
      const pair = toBeginEnd({ readLater: async (bytes: Uint8Array) => read(bytes) }, { platform: mf });
      const given: Call = { pointer: mf.toPointer(pair, name!), method: 'ReadLater', args: [new Uint8Array(3), 3n] };
      assert.deepEqual(await askWorker(given), { value });
    });
  }

  test('an array goes both ways', async (mf) => {
    const seen: unknown[] = [];
    const given = [{ x: 1, y: 2 }];
    const outcome = await call(mf, 'ArrayBoth', [1, given], (...args) => (seen.push(...args), [{ x: 3, y: 4 }]));
    assert.deepEqual(seen, [1, given]);
    assert.deepEqual(outcome, { value: [{ x: 3, y: 4 }] });
  });

  test('an array whose length comes out is memory that the caller frees', async (mf) => {
    const guids = { types: [one, lowerTwo], items: 2 };
    assert.deepEqual(await call(mf, 'ArrayAllocated', [], () => guids), { value: guids });
    assert.deepEqual(await call(mf, 'ArrayAllocated', [], () => ({ types: [], items: 0 })), {
      value: { types: [], items: 0 },
    });
    const texts = { names: ['eins', ''], items: 2 };
    assert.deepEqual(await call(mf, 'TextsAllocated', [], () => ({ names: ['eins', ''], items: 2 })), { value: texts });
  });

  test('arrays of objects go in and come out, and there may be none at the end', async (mf) => {
    const seen: unknown[] = [];
    const outcome = await call(mf, 'Types', [2, 'types'], (count: number, types: unknown[]) => {
      seen.push(count, types.length);
      return [types[1]];
    });
    assert.deepEqual(seen, [2, 2]);
    assert.deepEqual(outcome, { value: [1, -1] });
  });

  test('a GUID by value arrives as it is, and so does what follows it', async (mf) => {
    const seen: unknown[] = [];
    const outcome = await call(mf, 'ByValue', [1, two, 0.5, 3n], (...args) => (seen.push(...args), args[1]));
    assert.deepEqual(seen, [1, lowerTwo, 0.5, 3n]);
    assert.deepEqual(outcome, { value: lowerTwo });
    const { error } = await call(mf, 'ByValue', [1, 5, 0.5, 3n], () => one);
    assert.equal(error?.message, 'IMFAddedHere.ByValue: guidValue must be a GUID as text, or null, got 5');
  });

  test('memory of a size that is fixed is no smaller', async (mf) => {
    const seen: unknown[] = [];
    const bytes = Uint8Array.of(1, 2, 3, 4);
    const implementation = (given: unknown, target: Uint8Array, none: unknown) => {
      seen.push(given, target.length, none);
    };
    assert.deepEqual(await call(mf, 'Fixed', [bytes, new Uint8Array(8), null], implementation), { value: undefined });
    assert.deepEqual(seen, [bytes, 8, null]);
    const { error } = await call(mf, 'Fixed', [bytes, new Uint8Array(7), null], implementation);
    assert.equal(error?.message, 'IMFAddedHere.Fixed: pOut must have 8 bytes, it has 7');
  });

  test('a BSTR goes in and comes out', async (mf) => {
    const seen: unknown[] = [];
    const outcome = await call(mf, 'Text', ['zwei'], (text) => (seen.push(text), 'drei'));
    assert.deepEqual(seen, ['zwei']);
    assert.deepEqual(outcome, { value: 'drei' });
    const whole = await call(mf, 'Text', ['z\0wei'], (text) => (seen.push(text), 'd\0rei'));
    assert.deepEqual(seen, ['zwei', 'z\0wei']);
    assert.deepEqual(whole, { value: 'd\0rei' });
  });

  test('a text with a zero inside is refused in an array and a structure, and as an output', async (mf) => {
    const { error } = await call(mf, 'ArraysIn', [1, [1], [one], ['a\0b'], [{ b: 1, qw: 1n }]], () => 0);
    assert.match(error!.message, /^IMFAddedHere\.ArraysIn: ppsz\[0\] must be without a zero/);
    assert.deepEqual(failed(await call(mf, 'TextsAllocated', [], () => ({ names: ['a\0b'], items: 1 }))), refused);
  });

  test('a method that waits gives a promise', async (mf) => {
    name ??= add(mf);
    assert.deepEqual(await call(mf, 'Slow', [5], (value: number) => value * 2), { value: 10 });
    using attributes = mf.MFCreateAttributes(1);
    const IWaiting = mf.addInterface('IMFAttributesThatWait', {
      iid: '2cd2d921-c447-44a7-a13c-4adabfc247e3',
      base: 'IUnknown',
      methods: { GetItem: ['guidKey: in guid', 'pValue: out propvariant', ': waits'] },
    });
    attributes.SetUINT32(one, 9);
    using waiting = attributes.QueryInterface(IWaiting);
    const promise = waiting.GetItem(one);
    assert.ok(promise instanceof Promise);
    assert.equal(await promise, 9);
  });

  test('a mistake in a declaration is a TypeError that says where it is', (mf) => {
    const declare = (lines: readonly string[]) => () =>
      mf.addInterface('IMFFaulty', { iid: one, base: 'IUnknown', methods: { Do: lines } });
    assert.throws(declare(['a: in u31']), {
      name: 'TypeError',
      message: /^addInterface: IMFFaulty\.Do: a: "a: in u31" has/,
    });
    assert.throws(() => mf.fromPointer(1n, 'IMFFaulty' as 'IUnknown'), {
      message: /^fromPointer: expected .* got 'IMFFaulty'$/,
    });
    assert.throws(() => mf.addFunction('mfplat.dll', 'MFFaulty', ['a: in u31']), {
      name: 'TypeError',
      message: /^addFunction: MFFaulty: a: "a: in u31" has/,
    });
  });

  test('a function that is added is called as those of the table are', async (mf) => {
    const parameters = ['cbMaxLength: in u32', 'cbAligment: in u32', 'ppBuffer: out IMFMediaBuffer'] as const;
    const create = mf.addFunction('mfplat.dll', 'MFCreateAlignedMemoryBuffer', parameters);
    assert.equal(create.name, 'MFCreateAlignedMemoryBuffer');
    using buffer = create(1000, 15);
    assert.equal(buffer.GetMaxLength(), 1000);
    assert.throws(() => create(-1, 15), {
      name: 'RangeError',
      message: /^MFCreateAlignedMemoryBuffer: cbMaxLength must/,
    });
    const later = mf.addFunction('mfplat.dll', 'MFCreateAlignedMemoryBuffer', [...parameters, ': waits']);
    using other = await later(500, 15);
    assert.equal(other.GetMaxLength(), 500);
  });

  for (const [dll, function_, parameters, args] of [
    ['kernel32.dll', 'lstrcmpW', ['a: in string', 'b: in string', ': returns i32'], ['a', 'b']],
    ['kernel32.dll', 'GetModuleHandleW', ['name: in string', ': returns pointer'], ['ntdll.dll']],
    ['user32.dll', 'IsCharAlphaW', ['c: in u16', ': returns bool'], [65]],
    ['kernel32.dll', 'SetLastError', ['dwCode: in u32', ': returns void'], [65]],
    ['kernel32.dll', 'MulDiv', ['a: in i32', 'b: in i32', 'c: in i32', ': returns u32'], [7, 6, 2]],
    ['msvcrt.dll', 'sqrt', ['x: in f64', ': returns f64'], [2]],
    ['msvcrt.dll', 'sqrtf', ['x: in f32', ': returns f32'], [2]],
    ['msvcrt.dll', '_abs64', ['x: in i64', ': returns i64'], [-(2n ** 40n)]],
  ] as const) {
    test(`${function_}, which ${parameters.at(-1)?.slice(2)}, returns on another thread what it does on this one`, async (mf) => {
      const declare = (...more: string[]): ((...given: unknown[]) => unknown) =>
        mf.addFunction(dll, function_, [...parameters, ...more]) as never;
      const expected = declare()(...args);
      assert.equal(await declare(': waits')(...args), expected);
    });
  }

  test('a function that the DLL lacks is an error at its first call', (mf) => {
    const missing = mf.addFunction('mfplat.dll', 'MFMissing', []);
    assert.throws(() => missing(), { message: 'mfplat.dll has no MFMissing' });
  });

  test('a DLL whose name is too long for any is not taken for the one that it begins with', (mf) => {
    const dll = `mfplat.dll${'.'.repeat(53)}x.dll`;
    const shutdown = mf.addFunction(dll, 'MFShutdown', []);
    assert.throws(() => shutdown(), { message: `${dll} has no MFShutdown` });
  });

  test('a DLL in the working directory, which is on PATH too, is not loaded', (mf) => {
    const folder = mkdtempSync(join(tmpdir(), 'begin-end-dll-'));
    copyFileSync(String.raw`C:\windows\system32\version.dll`, join(folder, 'planted.dll'));
    const directory = process.cwd();
    const { PATH } = process.env;
    const planted = mf.addFunction('planted.dll', 'VerQueryValueW', [': returns void']);
    try {
      process.chdir(folder);
      process.env['PATH'] = `${folder};${PATH}`;
      assert.throws(() => planted(), { message: 'planted.dll has no VerQueryValueW' });
    } finally {
      process.chdir(directory);
      process.env['PATH'] = PATH;
      rmSync(folder, { recursive: true });
    }
  });

  test('with all interfaces, the first object keeps what it has, and gets what it lacked', (mf) => {
    const all = addAll(mf);
    assert.equal(addAll(mf), all);
    assert.equal(addAll(all), all);
    assert.throws(() => addAll({} as MediaFoundation), { name: 'TypeError' });
    assert.equal(all.MFCreateFile, mf.MFCreateFile);
    using clock = all.MFCreatePresentationClock();
    using again = clock.QueryInterface('IMFPresentationClock');
    assert.equal(again.constructor.name, 'IMFPresentationClock');
    assert.throws(() => again.QueryInterface(all.interfaces.IMFMediaEngineEx), { code: 'E_NOINTERFACE' });
    using rateControl = clock.QueryInterface(all.interfaces.IMFRateControl);
    assert.equal(rateControl.constructor.name, 'IMFRateControl');
  });

  test('of all functions, the memory of a structure has to be as large as that, and comes back filled', (mf) => {
    const all = addAll(mf);
    const format = new Uint8Array(176);
    assert.throws(() => all.MFInitVideoFormat_RGB(format.subarray(1), 64, 32, 22), {
      name: 'RangeError',
      message: 'MFInitVideoFormat_RGB: pVideoFormat must have 176 bytes, it has 175',
    });
    all.MFInitVideoFormat_RGB(format, 64, 32, 22);
    // dwSize, and behind its padding the width and the height.
    const [size, , width, height] = new Uint32Array(format.buffer);
    assert.deepEqual([size, width, height], [176, 64, 32]);
  });

  test('of all interfaces and functions, numbers, structures, arrays and GUIDs by value go there and back', (mf) => {
    const all = addAll(mf);
    assert.deepEqual(all.MFAverageTimePerFrameToFrameRate(400_000n), { numerator: 25, denominator: 1 });
    assert.equal(all.MFFrameRateToAverageTimePerFrame(25, 1), 400_000n);
    assert.equal(all.MFllMulDiv(7n, 6n, 2n, 0n), 21n);
    assert.equal(typeof all.MFGetSystemTime(), 'bigint');
    const category = 'd6c02d4b-6833-45b4-971a-05a4b04bab91';
    const inputs = [{ guidMajorType: one, guidSubtype: two }];
    const types = inputs.map(({ guidMajorType, guidSubtype }) => ({ majorType: guidMajorType, subtype: guidSubtype }));
    const clsid = '5a1f7e0c-2f0e-4a8a-9c43-0d6a3e0b7f21';
    all.MFTRegisterLocalByCLSID(clsid, category, 'of a test', 0, 1, types, 0, null);
    const local = 0x10;
    const found = all.MFTEnumEx(category, local, types[0]!, null);
    assert.equal(found.numMFTActivate, 1);
    const activate = found.mFTActivate[0]!;
    assert.equal(activate.GetGUID('6821c42b-65a4-4e82-99bc-9a88205ecd0c'), clsid);
    activate[Symbol.dispose]();
    assert.deepEqual(all.MFTEnumEx(category, local, { majorType: two, subtype: two }, null), {
      mFTActivate: [],
      numMFTActivate: 0,
    });
    all.MFTUnregisterLocalByCLSID(clsid);
  });

  void run();
}

if (isMainThread) main();
else void callHere(workerData as Call);
