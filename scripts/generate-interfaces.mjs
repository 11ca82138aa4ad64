// @ts-nocheck: the metadata that it reads has no types.
// Generates src/media-foundation/facts/interfaces.generated.ts, the facts about COM interfaces that the bridge works by.
//
//   node scripts/generate-interfaces.mjs <MediaFoundation.json>
//
// The input is `api/Media.MediaFoundation.json` of win32json (MIT), which is made from Microsoft's own metadata. It is 1.9 MB
// and not committed; the output is. Interfaces of other headers that Media Foundation needs stand below.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { program } from 'commander';

const wanted = `
IMFAsyncResult IMFAsyncCallback IMFMediaEvent IMFAttributes IMFMediaBuffer IMFSample IMFActivate IMFShutdown IMFGetService
IMFMediaEventGenerator IMFMediaEventQueue IMFByteStream IMFSampleOutputStream IMFSourceResolver IMFContentProtectionManager
IMFTimecodeTranslate IMFWorkQueueServices IMFWorkQueueServicesEx IMFNetCredentialManager IMFNetCredential
IMFSSLCertificateManager IMFSaveJob IMFSchemeHandler IMFByteStreamHandler IMFMediaSink IMFFinalizableMediaSink
IMFHttpDownloadRequest IMFRelativePanelWatcher IMFRelativePanelReport IMFMediaEngineExtension IMFMediaSource IMFMediaStream
IMFMediaType IMFMediaTypeHandler IMFStreamDescriptor IMFPresentationDescriptor IMFSourceReader IMFSourceReaderCallback IMFTimer
IMFStreamSink IMFClock IMFPresentationClock IMFPresentationTimeSource IMFClockStateSink IMFTopology IMFTopologyNode IMFCollection
IMFMediaSession IMFTransform IMFSinkWriter IMFSampleGrabberSinkCallback
`
  .trim()
  .split(/\s+/);

// From unknwn.h, objidl.h and propsys.h, in vtable order. `name: direction type`, as in the output.
const supplement = {
  IUnknown: {
    iid: '00000000-0000-0000-c000-000000000046',
    base: null,
    methods: { QueryInterface: ['riid: in guid', 'ppvObject: out object(riid)'], AddRef: [], Release: [] },
  },
  ISequentialStream: {
    iid: '0c733a30-2a1c-11ce-ade5-00aa0044773d',
    base: 'IUnknown',
    methods: {
      Read: ['pv: out bytes(cb)', 'cb: in u32', 'pcbRead: out u32'],
      Write: ['pv: in bytes(cb)', 'cb: in u32', 'pcbWritten: out u32'],
    },
  },
  IStream: {
    iid: '0000000c-0000-0000-c000-000000000046',
    base: 'ISequentialStream',
    methods: {
      Seek: ['dlibMove: in i64', 'dwOrigin: in u32', 'plibNewPosition: out u64'],
      SetSize: ['libNewSize: in u64'],
      CopyTo: ['pstm: in IStream', 'cb: in u64', 'pcbRead: out u64', 'pcbWritten: out u64'],
      Commit: ['grfCommitFlags: in u32'],
      Revert: [],
      LockRegion: ['libOffset: in u64', 'cb: in u64', 'dwLockType: in u32'],
      UnlockRegion: ['libOffset: in u64', 'cb: in u64', 'dwLockType: in u32'],
      Stat: ['pstatstg: in pointer', 'grfStatFlag: in u32'],
      Clone: ['ppstm: out IStream'],
    },
  },
};

supplement.IPropertyStore = {
  iid: '886d8eeb-8cf2-4446-8d02-cdba1dbdcf99',
  base: 'IUnknown',
  methods: {
    GetCount: ['cProps: out u32'],
    GetAt: ['iProp: in u32', 'pkey: in pointer'],
    GetValue: ['key: in pointer', 'pv: out propvariant'],
    SetValue: ['key: in pointer', 'propvar: in propvariant'],
    Commit: [],
  },
};

/** Where the metadata says less than the documentation, or something else: the whole line, and why. */
const corrections = {
  // Null crashes native code, and compares with nothing.
  'IMFAttributes.Compare.pTheirs': 'pTheirs: in IMFAttributes',
  // The count of characters or bytes is an output like any other, which is left out where it is not wanted.
  'IMFAttributes.GetString.pwszValue': 'pwszValue: out bytes(cchBufSize*2)',
  'IMFAttributes.GetString.pcchLength': 'pcchLength: out? u32',
  'IMFAttributes.GetBlob.pcbBlobSize': 'pcbBlobSize: out? u32',
  // Memory that the method allocates by CoTaskMemAlloc, for the caller to free.
  'IMFAttributes.GetAllocatedBlob.ppBuf': 'ppBuf: out blob(pcbSize)',
  // An attribute can hold a null pointer, and an event none: the metadata does not say so.
  'IMFAttributes.SetUnknown.pUnknown': 'pUnknown: in? IUnknown',
  'IMFMediaEventQueue.QueueEventParamUnk.pUnk': 'pUnk: in? IUnknown',
  // Native code checks it, and a fact of conformance says how: E_INVALIDARG.
  'IMFMediaEventGenerator.BeginGetEvent.pCallback': 'pCallback: in? IMFAsyncCallback',
  'IMFMediaEventQueue.BeginGetEvent.pCallback': 'pCallback: in? IMFAsyncCallback',
  // Null leaves the type to be negotiated, or takes the clock away: the metadata does not say so.
  'IMFMediaSink.AddStreamSink.pMediaType': 'pMediaType: in? IMFMediaType',
  'IMFMediaSink.SetPresentationClock.pPresentationClock': 'pPresentationClock: in? IMFPresentationClock',
  'IMFMediaStream.RequestSample.pToken': 'pToken: in? IUnknown',
  'IMFPresentationClock.SetTimeSource.pTimeSource': 'pTimeSource: in? IMFPresentationTimeSource',
  'IMFSourceResolver.CreateObjectFromByteStream.pwszURL': 'pwszURL: in? string',
  'IMFSourceResolver.BeginCreateObjectFromByteStream.pwszURL': 'pwszURL: in? string',
  'IMFByteStreamHandler.BeginCreateObject.pwszURL': 'pwszURL: in? string',
};
/** The same, for parameters of a name in every method. */
const correctionsByName = {
  // The contract: an operation need not have a state.
  punkState: 'punkState: in? IUnknown',
  pState: 'pState: in? IUnknown',
  // A resolver or a handler can go without properties: the metadata does not say so.
  pProps: 'pProps: in? IPropertyStore',
  // Reserved, and to be null.
  pvReserved: 'pvReserved: in? pointer',
};
const unused = new Set(Object.keys(corrections));

const [input] = program
  .name('node scripts/generate-interfaces.mjs')
  .description('Generates src/media-foundation/interfaces.generated.ts.')
  .argument('<MediaFoundation.json>', 'of win32json')
  .showSuggestionAfterError(false)
  .parse().args;
if (!existsSync(input)) program.error(`error: ${input}: there is no such file`);
const types = new Map(JSON.parse(readFileSync(input, 'utf8')).Types.map((type) => [type.Name, type]));
const names = new Set([...Object.keys(supplement), ...wanted]);

const natives = {
  Byte: 'u8',
  Int16: 'i16',
  UInt16: 'u16',
  Int32: 'i32',
  UInt32: 'u32',
  Int64: 'i64',
  UInt64: 'u64',
  Single: 'f32',
  Double: 'f64',
  IntPtr: 'pointer',
  UIntPtr: 'u64',
};
const references = { HRESULT: 'hresult', BOOL: 'bool', PWSTR: 'string', BSTR: 'bstr', LARGE_INTEGER: 'i64' };

/** The type of a value, or undefined where it is nothing that the bridge converts. */
function valueType(type) {
  if (type.Kind === 'Native') return natives[type.Name];
  if (type.Kind !== 'ApiRef') return undefined;
  // One that the table lacks keeps its name: nothing of JavaScript is lent as one.
  if (type.TargetKind === 'Com') return type.Name;
  const target = types.get(type.Name);
  if (target?.Kind === 'Enum') return target.IntegerBase === 'Int32' ? 'i32' : 'u32';
  return references[type.Name];
}

function describe(parameter, all) {
  const { Name: name, Type: type, Attrs: attributes } = parameter;
  const both = attributes.includes('In') && attributes.includes('Out');
  // A PROPVARIANT is given initialised, and comes back with a value: an output, then.
  const direction = attributes.includes('Out') && (!both || type.Child?.Name === 'PROPVARIANT') ? 'out' : 'in';
  const size = attributes.find((attribute) => attribute.Kind === 'MemorySize')?.BytesParamIndex ?? type.CountParamIndex;
  const mark = attributes.includes('Optional') ? '?' : '';
  const line = (kind) => `${name}: ${direction}${mark} ${kind}`;
  if (attributes.includes('ComOutPtr')) {
    const riid = all.find((other) => other.Name === 'riid');
    if (riid && valueType(type.Child) === undefined) return line('object(riid)');
  }
  if (type.Kind === 'PointerTo' || type.Kind === 'LPArray') {
    const { Child: child } = type;
    // Memory, with its size in bytes in another parameter.
    if (child.Kind === 'Native' && child.Name === 'Byte' && size >= 0) return line(`bytes(${all[size].Name})`);
    if (child.Kind === 'Native' && child.Name === 'Guid') return line('guid');
    if (child.Kind === 'ApiRef' && child.Name === 'PROPVARIANT') return line('propvariant');
    if (direction === 'out' && type.Kind === 'PointerTo') {
      const riid = all.some((other) => other.Name === 'riid');
      if (riid && name === 'ppvObject') return line('object(riid)');
      const value = child.Kind === 'PointerTo' ? 'pointer' : valueType(child);
      if (value) return line(value);
    }
    return `${name}: in${mark} pointer`;
  }
  const value = valueType(type);
  if (direction === 'in' && value && !both) return line(value);
  return `${name}: in${mark} pointer`;
}

/** The same, corrected. */
function parameterLine(type, method, parameter, all) {
  const place = `${type}.${method}.${parameter.Name}`;
  unused.delete(place);
  return corrections[place] ?? correctionsByName[parameter.Name] ?? describe(parameter, all);
}

const table = {};
function add(name) {
  if (table[name]) return;
  const known = supplement[name];
  if (known) {
    if (known.base) add(known.base);
    table[name] = known;
    return;
  }
  const type = types.get(name);
  const base = type.Interface.Name;
  if (!names.has(base)) throw new Error(`${name}: its base ${base} is not in the list`);
  add(base);
  const methods = {};
  for (const { Name: method, Params: parameters, ReturnType: returned } of type.Methods) {
    const list = parameters.map((parameter) => parameterLine(name, method, parameter, parameters));
    // The one method of the contract that returns a pointer.
    if (returned.TargetKind === 'Com') list.push(`: returns ${valueType(returned)}`);
    else if (returned.Name !== 'HRESULT')
      list.push(`: returns ${returned.Name === 'Void' ? 'void' : valueType(returned)}`);
    methods[method] = list;
  }
  table[name] = { iid: type.Guid, base, methods };
}
for (const name of names) add(name);
if (unused.size > 0) throw new Error(`corrections of nothing: ${[...unused].join(', ')}`);

// ---------------------------------------------------------------------------------------------- the same as types

const scalars = { u64: 'bigint', i64: 'bigint', bool: 'boolean', string: 'string', bstr: 'string', guid: 'string' };

function parse(line) {
  const [, name, direction, mark, kind] = /^(.*?): (in|out|returns)(\??) (.+)$/.exec(line);
  return { name, direction, isOptional: mark === '?', kind };
}

function inputType(kind, isOptional) {
  const orNull = isOptional ? ' | null' : '';
  if (kind.startsWith('bytes')) return 'Uint8Array';
  if (kind === 'u64' || kind === 'i64') return 'bigint | number';
  if (kind === 'propvariant') return 'unknown';
  if (kind === 'guid') return 'string | null';
  if (kind === 'string') return `string${orNull}`;
  if (kind === 'bstr') return 'string | null';
  if (kind === 'pointer') return `bigint | Uint8Array${orNull}`;
  // A state is anything, and comes back as the same value.
  if (kind === 'IUnknown') return 'unknown';
  if (kind === 'IMFAsyncCallback') return `Callback${orNull}`;
  if (kind === 'IMFAsyncResult') return 'Result';
  if (names.has(kind)) return `Accepted<${kind}>${orNull}`;
  if (/^I[A-Z]/.test(kind)) return `bigint${orNull}`;
  return scalars[kind] ?? 'number';
}

function outputType(kind, name) {
  if (kind === 'propvariant' || kind.startsWith('object')) return 'unknown';
  if (kind.startsWith('blob')) return 'Uint8Array<ArrayBuffer>';
  if (kind === 'pointer') return 'bigint';
  // A cookie may be missing: cancelling is not supported, then.
  if (kind === 'IUnknown') return /Cookie/.test(name) ? 'IUnknown | null' : 'IUnknown';
  if (kind === 'IMFAsyncResult') return 'Result';
  if (names.has(kind)) return kind;
  if (/^I[A-Z]/.test(kind)) return 'IUnknown';
  return scalars[kind] ?? 'number';
}

/** pdwFlags is `flags`, ppObject is `object`: what comes out has no pointers any more. */
const plainName = (name) => name.replace(/^[a-z]+(?=[A-Z])/, '').replace(/^./, (letter) => letter.toLowerCase());

// Memory that is written stays a parameter, as in C.
const isOut = ({ direction, kind }) => direction === 'out' && !kind.startsWith('bytes');

// The methods that are called on another thread, as threads.ts names them.
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const facts = join(root, 'src/media-foundation/facts');
const waiting = new Map(
  Array.from(
    readFileSync(join(facts, 'threads.ts'), 'utf8').matchAll(/^ {2}(\w+): \/(.+)\/,$/gm),
    ([, name, pattern]) => [name, new RegExp(pattern)],
  ),
);

function signature(type, method, lines) {
  const parameters = lines.map(parse);
  const inputs = parameters.filter((parameter) => parameter.direction !== 'returns' && !isOut(parameter));
  const outputs = parameters.filter(isOut);
  const returned = parameters.find(({ direction }) => direction === 'returns');
  const list = inputs.map(({ name, kind, isOptional }) => `${name}: ${inputType(kind, isOptional)}`).join(', ');
  const promised = (result) => (waiting.get(type)?.test(method) ? `Promise<${result}>` : result);
  const whole = `  ${method}(${list}): ${promised(resultType(outputs, returned))};`;
  const needed = outputs.filter(({ isOptional }) => !isOptional);
  if (needed.length === outputs.length) return whole;
  const some = `${list === '' ? '' : `${list}, `}withoutOptional: null`;
  return [
    whole,
    '  /** Without the outputs that it does not need: some of them must be left out in some modes. */',
    `  ${method}(${some}): ${promised(resultType(needed, returned))};`,
  ].join('\n');
}

function resultType(outputs, returned) {
  let result = 'HRESULT | void';
  if (returned)
    result = names.has(returned.kind) ? 'unknown' : (scalars[returned.kind] ?? returned.kind.replace('u32', 'number'));
  else if (outputs.length === 1) result = outputType(outputs[0].kind, outputs[0].name);
  else if (outputs.length > 1) {
    const taken = [];
    for (const { name } of outputs) {
      const plain = plainName(name);
      taken.push(taken.includes(plain) ? name.replace(/^p+/, '') : plain);
    }
    result = `{ ${outputs.map(({ name, kind }, index) => `${taken[index]}: ${outputType(kind, name)}`).join('; ')} }`;
  }
  return result;
}

const special = { IUnknown: true, IMFAsyncResult: true, IMFAsyncCallback: true };
const declarations = Object.entries(table)
  .filter(([name]) => !special[name])
  .map(([name, { base, methods }]) => {
    const heading = `export interface ${name} extends ${base} {`;
    return [heading, ...Object.entries(methods).map(([method, lines]) => signature(name, method, lines)), '}'].join(
      '\n',
    );
  });

const rowsOfTable = Object.entries(table).map(([name, { iid, base, methods }]) => {
  const rows = Object.entries(methods).map(
    ([method, lines]) => `      ${method}: [${lines.map((line) => `'${line}'`).join(', ')}],`,
  );
  return [
    `  ${name}: {`,
    `    iid: '${iid}',`,
    `    base: ${base ? `'${base}'` : 'null'},`,
    '    methods: {',
    ...rows,
    '    },',
    '  },',
  ].join('\n');
});

const output = `// Generated by scripts/generate-interfaces.mjs from the metadata of Windows: not to be edited by hand.
import type { HRESULT } from '../../contract/hresult.js';
import type { IMFAsyncCallback as Callback, IMFAsyncResult as Result } from '../../contract/IMFAsyncResult.js';
import type { InterfaceFacts } from './interfaces.js';

/** IID, base, and the methods in vtable order, each with its parameters: \`name: direction type\`. */
export const interfaceTable = {
${rowsOfTable.join('\n')}
} as const satisfies Readonly<Record<string, InterfaceFacts>>;

/** What every projected COM object has. */
export interface IUnknown extends Disposable, AsyncDisposable {
  /**
   * The same object by another interface.
   *
   * @param name of an interface in the table
   * @returns a projected object of its own, to be disposed of by itself
   * @throws HResultError \`E_NOINTERFACE\` where the object does not answer to it
   */
  QueryInterface<Name extends keyof Interfaces>(name: Name): Interfaces[Name];
  /** Gives the reference back (COM's Release). Using the object afterwards throws a \`TypeError\`. */
  [Symbol.dispose](): void;
  /** The same, and resolves once Release has returned: on readers and sources it runs on another thread. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** What goes in where an interface is wanted: a projected object, an object of JavaScript with its methods, a pointer. */
export type Accepted<T> = T | { [Name in keyof Omit<T, keyof IUnknown>]?: (...args: never[]) => unknown } | bigint;

/** The projected type of each interface, by its name. */
export interface Interfaces {
  IUnknown: IUnknown;
  IMFAsyncResult: Result;
  IMFAsyncCallback: Callback;
${Object.keys(table)
  .filter((name) => !special[name])
  .map((name) => `  ${name}: ${name};`)
  .join('\n')}
}

${declarations.join('\n\n')}
`;
const target = join(facts, 'interfaces.generated.ts');
writeFileSync(target, output);
// As everything else in the repository.
execFileSync(process.execPath, ['node_modules/oxfmt/bin/oxfmt', target], { cwd: root });
console.log(`${Object.keys(table).length} interfaces`);
