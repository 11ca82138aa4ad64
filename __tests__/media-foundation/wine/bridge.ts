// COM both ways: projected objects, objects of JavaScript, and what is refused before it can crash.
import assert from 'node:assert/strict';
import { E_ABORT, E_FAIL, E_NOTIMPL, HResultError, hresultOf } from 'begin-end';
import { E_ACCESSDENIED, E_NOINTERFACE } from 'begin-end/hresults';
import {
  VT_BLOB,
  VT_BSTR,
  VT_CLSID,
  VT_LPWSTR,
  VT_R8,
  VT_UI4,
  VT_UI8,
  type IMFAttributes,
} from 'begin-end/media-foundation';
import { collected, run, test, until } from './harness.js';

const key = '11111111-2222-3333-4444-555555555555';
const code = (expected: number) => (error: unknown) => {
  assert.equal(hresultOf(error), expected);
  return true;
};

test('an out parameter is the return value, of the type that C says', (mf) => {
  using attributes = mf.MFCreateAttributes(1);
  attributes.SetUINT32(key, 7);
  assert.equal(attributes.GetUINT32(key), 7);
  attributes.SetUINT64(key, 2n ** 63n);
  assert.equal(attributes.GetUINT64(key), 2n ** 63n);
  attributes.SetDouble(key, 0.5);
  assert.equal(attributes.GetDouble(key), 0.5);
  attributes.SetGUID(key, 'ABCDEF00-0000-0000-0000-000000000001');
  assert.equal(attributes.GetGUID(key), 'abcdef00-0000-0000-0000-000000000001');
});

test('a string goes and comes as UTF-16, whatever is in it', (mf) => {
  using attributes = mf.MFCreateAttributes(1);
  for (const text of ['', 'grün', '語', '\u{1f3ac}', '\ud800']) {
    attributes.SetString(key, text);
    assert.equal(attributes.GetItem(key), text);
    assert.deepEqual(attributes.GetAllocatedString(key), { value: text, length: text.length });
  }
});

test('a text with a zero inside is refused: native code would cut it there', (mf) => {
  using attributes = mf.MFCreateAttributes(1);
  for (const [call, where] of [
    [() => mf.MFCreateFile(1, 0, 0, 'C:\\windows\\win.ini\0.safe'), 'MFCreateFile: pwszFileURL'],
    [() => attributes.SetString(key, 'a\0b'), 'IMFAttributes.SetString: wszValue'],
    [() => attributes.SetItem(key, 'a\0b'), 'IMFAttributes.SetItem: Value'],
    [() => attributes.SetItem(key, { vt: VT_LPWSTR, value: 'a\0b' }), 'IMFAttributes.SetItem: Value.value'],
  ] as const) {
    assert.throws(call, {
      name: 'TypeError',
      message: `${where} must be without a zero, where native code would end it`,
    });
  }
});

test('several out parameters are an object', (mf) => {
  using attributes = mf.MFCreateAttributes(1);
  attributes.SetUINT32(key, 1);
  assert.deepEqual(attributes.GetItemByIndex(0), { key, value: 1 });
});

test('a failure HRESULT is thrown, with the method and its name', (mf) => {
  using attributes = mf.MFCreateAttributes(1);
  assert.throws(
    () => attributes.GetUINT32(key),
    (error: unknown) =>
      error instanceof HResultError && error.operation === 'GetUINT32' && error.code === 'MF_E_ATTRIBUTENOTFOUND',
  );
});

test('values of JavaScript travel in PROPVARIANTs', (mf) => {
  using queue = mf.MFCreateEventQueue();
  for (const value of [
    null,
    true,
    false,
    0,
    -1,
    2 ** 31,
    4294967295,
    1.5,
    5n,
    2n ** 63n,
    'text',
    Uint8Array.of(1, 2, 3),
  ]) {
    queue.QueueEventParamVar(1, null, 0, value);
    using event = queue.GetEvent(0);
    assert.deepEqual(event.GetValue(), value);
  }
  queue.Shutdown();
});

test('a PROPVARIANT is of the kind that is given', (mf) => {
  using attributes = mf.MFCreateAttributes(1);
  attributes.SetItem(key, { vt: VT_UI4, value: 5 });
  assert.equal(attributes.GetUINT32(key), 5);
  attributes.SetItem(key, { vt: VT_UI8, value: 5 });
  assert.equal(attributes.GetUINT64(key), 5n);
  attributes.SetItem(key, { vt: VT_R8, value: 5 });
  assert.equal(attributes.GetDouble(key), 5);
  attributes.SetItem(key, { vt: VT_CLSID, value: key });
  assert.equal(attributes.GetGUID(key), key);
});

test('a GUID in a PROPVARIANT comes back as one, and goes on as one', (mf) => {
  using attributes = mf.MFCreateAttributes(1);
  attributes.SetGUID(key, key);
  const item = attributes.GetItem(key);
  assert.deepEqual(item, { vt: VT_CLSID, value: key });
  assert.equal(attributes.CompareItem(key, item), true);
  attributes.SetItem(key, item);
  assert.equal(attributes.GetGUID(key), key);
});

test('text and memory of a kind that is given come back with it', (mf) => {
  using queue = mf.MFCreateEventQueue();
  for (const variant of [
    { vt: VT_BSTR, value: 'text' },
    { vt: VT_BLOB, value: Uint8Array.of(1, 2, 3) },
    { vt: VT_CLSID, value: key },
  ]) {
    queue.QueueEventParamVar(1, null, 0, variant);
    using event = queue.GetEvent(0);
    const value = event.GetValue();
    assert.deepEqual(value, variant);
    assert.notEqual(value, variant, 'an object of JavaScript, not a PROPVARIANT of that kind');
  }
  queue.Shutdown();
});

test('a kind or a value of a PROPVARIANT that does not fit is refused by name', (mf) => {
  using attributes = mf.MFCreateAttributes(1);
  const refused: [unknown, typeof TypeError | typeof RangeError, string][] = [
    [{ vt: VT_UI4, value: 'five' }, TypeError, 'Value.value must be an integer, got'],
    [{ vt: VT_UI4, value: 2 ** 32 }, RangeError, 'Value.value must be an integer of 0 to 4294967295, got 4294967296'],
    [{ vt: VT_UI4, value: -1 }, RangeError, 'Value.value must be an integer of 0 to 4294967295, got -1'],
    [{ vt: VT_CLSID, value: 'no GUID' }, TypeError, 'Value.value must be a GUID as text, got'],
    [{ vt: VT_LPWSTR }, TypeError, 'Value.value must be a string, got undefined'],
    [
      { vt: 0x4000, value: 1 },
      RangeError,
      'Value.value must be of a kind that can be written here, got the kind 16384',
    ],
    [{ vt: 'VT_UI4', value: 1 }, TypeError, 'Value.vt must be one of the numbers VT_…, got'],
  ];
  for (const [variant, type, message] of refused) {
    assert.throws(
      () => attributes.SetItem(key, variant),
      (error: unknown) => error instanceof type && error.message.startsWith(`IMFAttributes.SetItem: ${message}`),
    );
  }
  assert.equal(attributes.GetCount(), 0);
});

test('an object of JavaScript comes back from native code as itself', (mf) => {
  const mine = { mine: true };
  using queue = mf.MFCreateEventQueue();
  queue.QueueEventParamUnk(1, null, 0, mine);
  using event = queue.GetEvent(0);
  assert.equal(event.GetValue(), mine);
  queue.Shutdown();
});

test('a native object is one object of JavaScript, however often it is handed out', (mf) => {
  using attributes = mf.MFCreateAttributes(1);
  using inner = mf.MFCreateAttributes(1);
  attributes.SetUnknown(key, inner);
  using first = attributes.GetUnknown(key, '2cd2d921-c447-44a7-a13c-4adabfc247e3') as IMFAttributes;
  assert.equal(first, inner);
});

test('QueryInterface gives an object of the other interface, or E_NOINTERFACE', (mf) => {
  using type = mf.MFCreateMediaType();
  using attributes = type.QueryInterface('IMFAttributes');
  attributes.SetUINT32(key, 3);
  assert.equal(type.GetUINT32(key), 3);
  assert.throws(() => type.QueryInterface('IMFByteStream'), code(E_NOINTERFACE));
});

test('every use of a disposed object is a TypeError that names interface and method', (mf) => {
  const attributes = mf.MFCreateAttributes(1);
  attributes[Symbol.dispose]();
  attributes[Symbol.dispose]();
  assert.throws(() => attributes.GetUINT32(key), {
    name: 'TypeError',
    message: /^IMFAttributes\.GetUINT32: .*disposed/,
  });
  assert.throws(() => mf.MFCreateMFByteStreamWrapper(attributes as never), { name: 'TypeError', message: /disposed/ });
});

test('a method on another object, a wrong argument, an unknown interface are TypeErrors', (mf) => {
  using attributes = mf.MFCreateAttributes(1);
  assert.throws(() => Reflect.apply(attributes.GetUINT32, {}, [key]), {
    message: /^IMFAttributes\.GetUINT32: called on/,
  });
  assert.throws(() => attributes.GetUINT32('no guid'), {
    message: /^IMFAttributes\.GetUINT32: guidKey must be a GUID/,
  });
  assert.throws(() => attributes.SetUINT32(key, 'x' as never), {
    message: /^IMFAttributes\.SetUINT32: unValue must be/,
  });
  assert.throws(() => attributes.SetUINT64(key, 0.5), { message: /unValue must be a bigint/ });
  assert.throws(() => attributes.SetString(key, 5 as never), { message: /wszValue must be a string/ });
  assert.throws(() => mf.MFPutWorkItem(1, {} as never, null), {
    message: /^MFPutWorkItem: pCallback must be an IMFAsyncCallback/,
  });
  assert.throws(() => mf.MFInvokeCallback({} as never), {
    message: /^MFInvokeCallback: pAsyncResult must be an IMFAsyncResult/,
  });
  assert.throws(() => mf.fromPointer(1n, 'IMFNothing' as never), {
    message: /^fromPointer: expected .* got 'IMFNothing'$/,
  });
  for (const pointer of [0n, -1n, 5, null, 2n ** 64n]) {
    assert.throws(() => mf.fromPointer(pointer as bigint, 'IUnknown'), {
      name: 'TypeError',
      message: /needs a pointer/,
    });
  }
  assert.throws(() => mf.toPointer({}, 'IMFByteStream'), {
    name: 'TypeError',
    message: /^toPointer: object must be an IMFByteStream, .* none of its methods$/,
  });
  assert.throws(() => mf.toPointer(null as never, 'IMFByteStream'), { name: 'TypeError' });
});

test('an object that does not speak the interface of a parameter is refused by name', (mf) => {
  using attributes = mf.MFCreateAttributes(1);
  assert.throws(() => mf.MFCreateMFByteStreamWrapper(attributes as never), {
    message: /IMFAttributes, is no IMFByteStream/,
  });
});

test('an object of JavaScript answers to its interface and bases, with right reference counts', async (mf) => {
  const source = { BeginGetEvent: () => 0, EndGetEvent: () => null, Start: () => 0 };
  const pointer = mf.toPointer(source, 'IMFMediaSource');
  assert.equal(mf.fromPointer(pointer, 'IMFMediaSource'), source);
  // fromPointer took the reference, and gave it back: the object of JavaScript needs none.
  const again = mf.toPointer(source, 'IMFMediaSource');
  const generator = mf.toPointer(source, 'IMFMediaEventGenerator');
  assert.equal(generator, again, 'a base is spoken by the same face');
  assert.equal(mf.releasePointer(generator), 1);
  assert.equal(mf.releasePointer(again), 0);
});

test('a pointer stays valid for as long as somebody holds it, and the object no longer than that', async (mf) => {
  let object: object | undefined = { GetCapabilities: () => 1 };
  const weak = new WeakRef(object);
  const pointer = mf.toPointer(object, 'IMFByteStream');
  object = undefined;
  const { gc } = globalThis as { gc?: () => void };
  gc?.();
  await until(() => true, 'a turn');
  assert.ok(weak.deref(), 'native code holds it');
  mf.releasePointer(pointer);
  await collected(() => weak.deref() === undefined, 'the object is collected');
});

test('what a method of JavaScript throws is its HRESULT, a missing method E_NOTIMPL', (mf) => {
  using wrapper = mf.MFCreateMFByteStreamWrapper({
    GetCapabilities() {
      throw Object.assign(new Error('denied'), { code: 'EACCES' });
    },
    GetLength() {
      throw new DOMException('stopped', 'AbortError');
    },
    GetCurrentPosition() {
      throw new Error('anything');
    },
    IsEndOfStream: () => true,
  });
  assert.throws(() => wrapper.GetCapabilities(), code(E_ACCESSDENIED));
  assert.throws(() => wrapper.GetLength(), code(E_ABORT));
  assert.throws(() => wrapper.GetCurrentPosition(), code(E_FAIL));
  assert.throws(() => wrapper.Flush(), code(E_NOTIMPL));
  assert.equal(wrapper.IsEndOfStream(), true);
});

test('memory goes into an object of JavaScript, and out of it, as copies', (mf) => {
  const content = Uint8Array.from({ length: 100 }, (_, index) => index);
  const written: number[] = [];
  using wrapper = mf.MFCreateMFByteStreamWrapper({
    Read(bytes: Uint8Array, count: number) {
      bytes.set(content.subarray(0, count));
      return Math.min(count, 7);
    },
    Write(bytes: Uint8Array, count: number) {
      written.push(...bytes);
      return count;
    },
    Seek: (_origin: number, offset: bigint | number) => -BigInt(offset),
  });
  const bytes = new Uint8Array(20).fill(255);
  assert.equal(wrapper.Read(bytes, 10), 7);
  assert.deepEqual([...bytes.subarray(0, 9)], [0, 1, 2, 3, 4, 5, 6, 255, 255]);
  assert.equal(wrapper.Write(content, 5), 5);
  assert.deepEqual(written, [0, 1, 2, 3, 4]);
  assert.equal(wrapper.Seek(0, -5n, 0), 5n);
});

test('a count that is larger than its memory is refused', (mf) => {
  using wrapper = mf.MFCreateMFByteStreamWrapper({ Read: () => 0 });
  assert.throws(() => wrapper.Read(new Uint8Array(4), 5), { code: 'E_INVALIDARG', operation: 'Read' });
  assert.throws(() => wrapper.BeginRead(new Uint8Array(4), 5, { Invoke() {} }, null), { code: 'E_INVALIDARG' });
});

test('an interface that the table lacks is a table entry', (mf) => {
  const IMFAttributesByAnotherName = mf.addInterface('IMFAttributesByAnotherName', {
    iid: '2cd2d921-c447-44a7-a13c-4adabfc247e3',
    base: 'IUnknown',
    methods: { GetItem: ['guidKey: in guid', 'pValue: out propvariant'] },
  });
  using attributes = mf.MFCreateAttributes(1);
  attributes.SetUINT32(key, 9);
  const other = attributes.QueryInterface(IMFAttributesByAnotherName);
  assert.equal(other.GetItem(key), 9);
  assert.throws(() => mf.addInterface('IMFByteStream', { iid: '', base: null, methods: {} }), { name: 'TypeError' });
  assert.throws(() => mf.addInterface('X', { iid: '', base: 'IUnknown', methods: { A: ['nonsense'] } }), {
    name: 'TypeError',
  });
});

test('what was forgotten is released, and said once', async (mf) => {
  const warnings: string[] = [];
  process.on('warning', (warning) => warnings.push(`${(warning as { code?: string }).code}`));
  let released = false;
  const inner = { GetCapabilities: () => 1 };
  const watched = new FinalizationRegistry(() => (released = true));
  (() => {
    const value = { GetCapabilities: () => 1 };
    watched.register(value, 0);
    mf.MFCreateMFByteStreamWrapper(value);
    mf.MFCreateMFByteStreamWrapper(inner);
  })();
  await collected(() => released, 'the wrapper and what it held are gone');
  assert.equal(warnings.filter((warning) => warning === 'not-disposed').length, 1);
});

void run();
