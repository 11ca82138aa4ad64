// What arguments of JavaScript are to native code, and what is said of those that are wrong.
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { MF_VERSION, type IMFMediaBuffer, type MediaFoundation } from 'begin-end/media-foundation';
import { run, test } from './harness.js';

/** Whether native code gets NULL for null. */
function isNullFor(mf: MediaFoundation, type: string): unknown {
  const parameters: string[] = [`p: ${type}`, 'n: in u64', ': returns bool'];
  return mf.addFunction('kernel32.dll', 'IsBadReadPtr', parameters)(null, 1);
}

/** A buffer that was disposed of. */
function disposed(mf: MediaFoundation): IMFMediaBuffer {
  const buffer = mf.MFCreateMemoryBuffer(8);
  buffer[Symbol.dispose]();
  return buffer;
}

const types = ['string', 'bstr', 'guid', 'propvariant', 'pointer', 'IMFSample', 'bytes(4)', 'u32[n]', '{a: u32}'];
for (const type of types) {
  test(`null for a ${type} that native code does not need is NULL`, (mf) => {
    assert.equal(isNullFor(mf, `in? ${type}`), true);
  });
}

test('null for a GUID that native code needs is the null GUID, by an address', (mf) => {
  assert.equal(isNullFor(mf, 'in guid'), false);
  using attributes = mf.MFCreateAttributes(1);
  attributes.SetUINT32(null, 5);
  assert.equal(attributes.GetUINT32('00000000-0000-0000-0000-000000000000'), 5);
});

test('null for a PROPVARIANT that native code needs is VT_EMPTY, by an address', (mf) => {
  assert.equal(isNullFor(mf, 'in propvariant'), false);
  using event = mf.MFCreateMediaEvent(1, null, 0, null);
  assert.equal(event.GetValue(), null);
});

const key = '11111111-2222-3333-4444-555555555555';

/** What is said of a call that is wrong. */
const saidOf: Record<string, (mf: MediaFoundation) => [call: () => unknown, said: RegExp]> = {
  'an object that is disposed of': (mf) => {
    const sample = mf.MFCreateSample();
    return [() => sample.AddBuffer(disposed(mf)), /^IMFSample\.AddBuffer: pBuffer has been disposed of$/];
  },
  'any object that is disposed of': (mf) => {
    const attributes = mf.MFCreateAttributes(1);
    const said = /^IMFAttributes\.SetUnknown: pUnknown has been disposed of$/;
    return [() => attributes.SetUnknown(key, disposed(mf)), said];
  },
  'a state that is disposed of': (mf) => [
    () => mf.MFPutWorkItem(1, { Invoke() {} }, disposed(mf)),
    /^MFPutWorkItem: pState has been disposed of$/,
  ],
  'the object of a new result that is disposed of': (mf) => [
    () => mf.MFCreateAsyncResult(disposed(mf), null, null),
    /^MFCreateAsyncResult: object has been disposed of$/,
  ],
  'the state of a scheduled item that is disposed of': (mf) => [
    () => mf.MFScheduleWorkItem({ Invoke() {} }, disposed(mf), 0),
    /^MFScheduleWorkItem: state has been disposed of$/,
  ],
  'the time of a scheduled item that is no number': (mf) => [
    () => mf.MFScheduleWorkItem({ Invoke() {} }, null, '5' as never),
    /^MFScheduleWorkItem: Timeout must be a bigint or an integer, got '5'$/,
  ],
  'an object that is to be kept, and is disposed of': (mf) => [
    () => mf.keep(disposed(mf)),
    /^keep: value has been disposed of$/,
  ],
  'an object of an array that is disposed of': (mf) => [
    () => mf.MFCreateStreamDescriptor(1, 1, [disposed(mf) as never]),
    /^MFCreateStreamDescriptor: apMediaTypes\[0\] has been disposed of$/,
  ],
  'an object in a PROPVARIANT that is disposed of': (mf) => {
    const attributes = mf.MFCreateAttributes(1);
    return [() => attributes.SetItem(key, disposed(mf)), /^IMFAttributes\.SetItem: Value has been disposed of$/];
  },
  'an object of another interface': (mf) => {
    const sample = mf.MFCreateSample();
    const attributes = mf.MFCreateAttributes(1);
    const said = /^IMFSample\.AddBuffer: pBuffer, an IMFAttributes, is no IMFMediaBuffer \(E_INVALIDARG\)$/;
    return [() => sample.AddBuffer(attributes as never), said];
  },
  'an object of JavaScript without a method of the interface': (mf) => {
    const sample = mf.MFCreateSample();
    const said = /^IMFSample\.AddBuffer: pBuffer must be an IMFMediaBuffer, got object, which has none of its methods$/;
    return [() => sample.AddBuffer({}), said];
  },
  'an object of an array without a method of the interface': (mf) => [
    () => mf.MFCreateStreamDescriptor(1, 1, [{}]),
    /^MFCreateStreamDescriptor: apMediaTypes\[0\] must be an IMFMediaType, got object, which has none of its methods$/,
  ],
  'a pointer of an array that can be none': (mf) => [
    () => mf.MFCreateStreamDescriptor(1, 1, [5n]),
    /^MFCreateStreamDescriptor: apMediaTypes\[0\] must be a pointer to user space, got 5n$/,
  ],
  'an array that is too large': (mf) => {
    const parameters: string[] = ['p: in {a: guid, b: guid, c: guid, d: guid}[n]', 'n: in u32', ': returns u32'];
    const call = mf.addFunction('kernel32.dll', 'GetLastError', parameters);
    const array = Object.assign([], { length: 2 ** 32 - 1 });
    return [
      () => call(array, array.length),
      /^GetLastError: p is too large, there is no memory of 274877906880 bytes$/,
    ];
  },
  'a count of more than there is': (mf) => {
    const attributes = mf.MFCreateAttributes(1);
    const said = /^IMFAttributes\.SetBlob: cbBufSize is 5, pBuf has 3 bytes \(E_INVALIDARG\)$/;
    return [() => attributes.SetBlob(key, new Uint8Array(3), 5), said];
  },
  'flags that are none': (mf) => {
    const queue = mf.MFCreateEventQueue();
    const said = /^IMFMediaEventQueue\.GetEvent: dwFlags must be an integer of 0 to 4294967295, got -2$/;
    return [() => queue.GetEvent(-2), said];
  },
  'an interface that is none': (mf) => {
    const attributes = mf.MFCreateAttributes(1);
    const said =
      /^IMFAttributes\.QueryInterface: expected the name of an interface of the table, got Symbol\(IUnknown\)$/;
    return [() => attributes.QueryInterface(Symbol('IUnknown') as never), said];
  },
  'what is no name of an interface, nor several': (mf) => [
    () => mf.toPointer({}, null as never),
    /^toPointer: expected the name of an interface of the table, got null$/,
  ],
  'a bigint for a number of 32 bits': (mf) => [
    () => mf.MFCreateAttributes(4n as never),
    /^MFCreateAttributes: cInitialSize must be an integer, got 4n$/,
  ],
  'more native memory than JavaScript can have': (mf) => {
    const pointer = mf.MFCreateMemoryBuffer(8).Lock(null);
    return [() => mf.readMemory(pointer, 2 ** 53), /^readMemory: there is no memory of 9007199254740992 bytes$/];
  },
  'a PROPVARIANT of a kind that is not known': (mf) => [
    mf.addFunction('mf.dll', 'MFGetSupportedSchemes', ['pPropVarSchemeArray: out propvariant']),
    /^MFGetSupportedSchemes: pPropVarSchemeArray, a PROPVARIANT of type 4127, has no value in JavaScript here$/,
  ],
};
for (const [what, wrongCall] of Object.entries(saidOf)) {
  test(`${what} is refused by its place`, (mf) => {
    const [call, message] = wrongCall(mf);
    assert.throws(call, { message });
  });
}

for (const [args, error] of [
  [[2 ** 32 + MF_VERSION], RangeError],
  [[-1], RangeError],
  [[MF_VERSION + 0.5], TypeError],
  [['131184'], TypeError],
  [[null], TypeError],
  [[MF_VERSION, 2 ** 32], RangeError],
  [[MF_VERSION, 'abc'], TypeError],
] as const) {
  test(`MFStartup of ${inspect(args)} is refused`, (mf) => {
    assert.throws(
      () => mf.MFStartup(...(args as unknown as [number])),
      (thrown) => {
        assert.equal((thrown as Error).constructor, error);
        assert.match((thrown as Error).message, /^MFStartup: (version|flags) must be an integer/);
        return true;
      },
    );
  });
}

for (const [status, error] of [
  [2 ** 32, RangeError],
  [-(2 ** 31) - 1, RangeError],
  [0.5, TypeError],
  ['5', TypeError],
] as const) {
  test(`SetStatus(${inspect(status)}) is refused, and changes nothing`, (mf) => {
    const result = mf.MFCreateAsyncResult(null, null, null);
    assert.throws(
      () => result.SetStatus(status as number),
      (thrown) => {
        assert.equal((thrown as Error).constructor, error);
        assert.match((thrown as Error).message, /^IMFAsyncResult\.SetStatus: status must be an HRESULT, got /);
        return true;
      },
    );
    assert.equal(result.GetStatus(), 0);
  });
}

test('the operation of an error for an argument is the method', (mf) => {
  using sample = mf.MFCreateSample();
  using attributes = mf.MFCreateAttributes(1);
  assert.throws(() => sample.AddBuffer(attributes as never), { code: 'E_INVALIDARG', operation: 'AddBuffer' });
});

await run();
