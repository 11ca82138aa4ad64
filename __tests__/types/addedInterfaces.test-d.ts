// `begin-end/media-foundation`: what `addInterface` and `addFunction` are given says what methods and functions there are.
import type { HRESULT, IMFAsyncCallback, IMFAsyncResult } from 'begin-end';
import { fromBeginEnd } from 'begin-end';
import {
  openMediaFoundation,
  type AddedInterface,
  type IMFActivate,
  type IMFMediaBuffer,
  type IMFSample,
  type IMFTimer,
  type InterfaceFacts,
  type IUnknown,
  type ProjectedAs,
} from 'begin-end/media-foundation';
import { addAll } from 'begin-end/media-foundation/all';
import { expectTypeOf } from 'expect-type';

const mf = openMediaFoundation();
const iid = '5a1f7e0c-2f0e-4a8a-9c43-0d6a3e0b7f10';

const IKinds = mf.addInterface('IKinds', {
  iid,
  base: 'IMFAttributes',
  methods: {
    Nothing: [],
    Void: [': returns void'],
    Returns: ['dw: in u32', ': returns f64'],
    ReturnsHandle: [': returns pointer'],
    Numbers: ['a: in u8', 'b: in i64', 'c: in bool', 'd: in hresult', 'e: out u64'],
    Texts: ['a: in string', 'b: in? string', 'c: in guid', 'd: out bstr'],
    Several: ['pdwFlags: out u32', 'ppwszName: out string', 'pguidType: out guid', 'hFile: out pointer'],
    Twice: ['pbData: out u32', 'pcbData: out i64'],
    Memory: ['pb: out bytes(cb)', 'cb: in u32', 'pcbRead: out u32'],
    Blob: ['ppBuf: out blob(pcbSize)', 'pcbSize: out u32'],
    Optional: ['dw: in u32', 'pdwOne: out? u32', 'ppSample: out IMFSample'],
    Both: ['pflRate: inout f32', 'pcbSize: inout? u32'],
    Structure: ['pRect: in {left: i32, top: i32}', 'pInfo: out {hnsMax: i64, dwFlags: u32, guidClock: guid}'],
    Arrays: ['ids: in u32[n]', 'n: in u32', 'ppSamples: out IMFSample[pn]', 'pn: out u32', 'a: in {x: u32}[n]'],
    Values: ['pv: in propvariant', 'pvOut: out propvariant', 'pUnk: in IUnknown'],
    Object: ['riid: in guid', 'ppv: out object(riid)'],
    Slow: ['dw: in u32', 'pdw: out u32', ': waits'],
    Itself: ['pOther: in IKinds', 'ppOther: out IKinds'],
    NotInTheTable: ['p: in INotInTheTable', 'pp: out INotInTheTable'],
    BeginIt: ['dw: in u32', 'pCallback: in IMFAsyncCallback', 'punkState: in? IUnknown'],
    EndIt: ['pResult: in IMFAsyncResult', 'ppSample: out IMFSample'],
  },
});

const kinds = mf.fromPointer(1n, IKinds);
expectTypeOf(IKinds).toExtend<string>();
expectTypeOf(kinds).toEqualTypeOf<ProjectedAs<typeof IKinds>>();
expectTypeOf(mf.MFCreateSample().QueryInterface(IKinds)).toEqualTypeOf<ProjectedAs<typeof IKinds>>();
expectTypeOf(mf.toPointer({ Nothing() {} }, IKinds)).toEqualTypeOf<bigint>();

// Those of the base, and of IUnknown.
expectTypeOf(kinds.GetUINT32('key')).toEqualTypeOf<number>();
expectTypeOf(kinds.QueryInterface('IMFSample')).toEqualTypeOf<IMFSample>();
kinds[Symbol.dispose]();

expectTypeOf(kinds.Nothing).parameters.toEqualTypeOf<[]>();
expectTypeOf(kinds.Nothing()).toEqualTypeOf<HRESULT | void>();
expectTypeOf(kinds.Void()).toEqualTypeOf<void>();
expectTypeOf(kinds.Returns(1)).toEqualTypeOf<number>();
expectTypeOf(kinds.ReturnsHandle()).toEqualTypeOf<bigint | null>();
expectTypeOf(kinds.Numbers).parameters.toEqualTypeOf<[number, bigint | number, boolean, number]>();
expectTypeOf(kinds.Numbers(1, 2n, true, 0)).toEqualTypeOf<bigint>();
expectTypeOf(kinds.Texts).parameters.toEqualTypeOf<[string, string | null, string | null]>();
expectTypeOf(kinds.Texts('', null, null)).toEqualTypeOf<string>();
expectTypeOf(kinds.Several()).toEqualTypeOf<{ flags: number; name: string; type: string; file: bigint | null }>();
expectTypeOf(kinds.Twice()).toEqualTypeOf<{ data: number; cbData: bigint }>();
expectTypeOf(kinds.Memory).parameters.toEqualTypeOf<[Uint8Array, number]>();
expectTypeOf(kinds.Memory(new Uint8Array(1), 1)).toEqualTypeOf<number>();
expectTypeOf(kinds.Blob()).toEqualTypeOf<{ buf: Uint8Array<ArrayBuffer>; size: number }>();
expectTypeOf(kinds.Optional(1)).toEqualTypeOf<{ one: number; sample: IMFSample }>();
expectTypeOf(kinds.Optional(1, null)).toEqualTypeOf<IMFSample>();
expectTypeOf(kinds.Both(1, 2)).toEqualTypeOf<{ rate: number; size: number }>();
expectTypeOf(kinds.Both(1, null, null)).toEqualTypeOf<number>();
expectTypeOf(kinds.Structure({ left: 1, top: 2 })).toEqualTypeOf<{ max: bigint; flags: number; clock: string }>();
expectTypeOf(kinds.Arrays([1], 1, [{ x: 1 }]).samples).toEqualTypeOf<IMFSample[]>();
expectTypeOf(kinds.Values({ vt: 3, value: 5 }, Symbol('state'))).toEqualTypeOf<unknown>();
expectTypeOf(kinds.Object('iid')).toEqualTypeOf<unknown>();
expectTypeOf(kinds.Slow(1)).toEqualTypeOf<Promise<number>>();
expectTypeOf(kinds.Itself(kinds).Itself(1n).Nothing()).toEqualTypeOf<HRESULT | void>();
expectTypeOf(kinds.NotInTheTable(1n)).toEqualTypeOf<IUnknown>();
expectTypeOf(kinds.BeginIt).parameters.toExtend<[number, IMFAsyncCallback, unknown]>();
expectTypeOf(kinds.EndIt).parameters.toEqualTypeOf<[IMFAsyncResult]>();
expectTypeOf(fromBeginEnd(kinds, 'It')(5)).resolves.toEqualTypeOf<IMFSample>();

// @ts-expect-error: a number is missing
kinds.Returns();
// @ts-expect-error: no text is a number
kinds.Returns('1');
// @ts-expect-error: a structure has all of its fields
kinds.Structure({ left: 1 });
// @ts-expect-error: there is no such method
kinds.Missing();
// @ts-expect-error: there is no such interface
mf.fromPointer(1n, 'IMFMissing');
// @ts-expect-error: nor for an object
mf.MFCreateSample().QueryInterface('IMFMissing');
// @ts-expect-error: what a method has is a list
mf.addInterface('IFaulty', { iid, base: 'IUnknown', methods: { A: 'a: in u32' } });
// @ts-expect-error: an interface has an IID
mf.addInterface('IFaulty', { base: 'IUnknown', methods: {} });

// Others refer to it, and extend it, by what `addInterface` has returned.
const IMore = mf.addInterface('IMore', { iid, base: 'IKinds', methods: { Get: ['pp: out IKinds'] } }, { IKinds });
const more = mf.fromPointer(1n, IMore);
expectTypeOf(more.Get()).toEqualTypeOf<ProjectedAs<typeof IKinds>>();
expectTypeOf(more.Slow(1)).toEqualTypeOf<Promise<number>>();
expectTypeOf(more.GetUINT32('key')).toEqualTypeOf<number>();

const MFCreateAligned = mf.addFunction('mfplat.dll', 'MFCreateAlignedMemoryBuffer', [
  'cbMaxLength: in u32',
  'cbAligment: in u32',
  'ppBuffer: out IMFMediaBuffer',
]);
expectTypeOf(MFCreateAligned).parameters.toEqualTypeOf<[number, number]>();
expectTypeOf(MFCreateAligned(1, 2)).toEqualTypeOf<IMFMediaBuffer>();
const slowly = mf.addFunction('a.dll', 'Slow', ['ppKinds: out IKinds', ': waits'], { IKinds });
expectTypeOf(slowly()).resolves.toEqualTypeOf<ProjectedAs<typeof IKinds>>();
// @ts-expect-error: it takes two numbers
MFCreateAligned(1);

// Facts that are known at run time alone.
const facts: InterfaceFacts = JSON.parse('{}') as InterfaceFacts;
const IRuntime: AddedInterface<string, unknown> = mf.addInterface('IRuntime', facts);
const lines: readonly string[] = [];
expectTypeOf(mf.addFunction('a.dll', 'Any', lines)(1, 'two')).toBeUnknown();
void IRuntime;

// With all interfaces: by their names, as those that were added.
const all = addAll(mf);
const rateControl = all.MFCreatePresentationClock().QueryInterface(all.interfaces.IMFRateControl);
expectTypeOf(rateControl.GetRate()).resolves.toEqualTypeOf<{ thin: boolean; rate: number }>();
expectTypeOf(all.MFTEnumEx(null, 0, null, null).mFTActivate).toEqualTypeOf<(IMFActivate | null)[]>();
const IOther = all.addInterface(
  'IOther',
  { iid, base: 'IMFRateControl', methods: { Get: ['pp: out IMFTimer'] } },
  all.interfaces,
);
expectTypeOf(mf.fromPointer(1n, IOther).Get()).toEqualTypeOf<IMFTimer>();
expectTypeOf(mf.fromPointer(1n, IOther).SetRate(true, 1)).resolves.toEqualTypeOf<HRESULT | void>();
// @ts-expect-error: a name alone tells TypeScript nothing
mf.fromPointer(1n, 'IMFRateControl');
