import { expect, test } from '@jest/globals';
import { readAllFunctions, readAllInterfaces } from '../../../src/media-foundation/facts/all.js';
import { functionTable, streamOnStream } from '../../../src/media-foundation/facts/functions.js';
import { interfaceTable } from '../../../src/media-foundation/facts/interfaces.generated.js';
import {
  InterfaceCatalogue,
  isInput,
  readMethod,
  type Parameter,
} from '../../../src/media-foundation/facts/interfaces.js';
import { signatureOf } from '../../../src/media-foundation/native/signatureOf.js';

const others = readAllInterfaces();
const catalogue = new InterfaceCatalogue({
  ...interfaceTable,
  ...Object.fromEntries(others.map(([name, facts]) => [name, facts])),
});
const methodOf = (type: string, name: string) => catalogue.get(type).methods.find((one) => one.name === name);
const ownMethods = (name: string): number => {
  const { base, methods } = catalogue.get(name);
  return methods.length - (base?.methods.length ?? 0);
};

test('with the table, all interfaces of Media Foundation are there, and what they refer to', () => {
  const names = [...catalogue.names()];
  const own = names.filter((name) => name.startsWith('IMF'));
  expect(own).toHaveLength(281);
  expect(own.reduce((sum, name) => sum + ownMethods(name), 0)).toBe(1287);
  expect(others.filter(([name]) => Object.hasOwn(interfaceTable, name))).toStrictEqual([]);
  const referred = names.filter((name) => !name.startsWith('IMF'));
  expect(referred.toSorted()).toStrictEqual([
    'IAudioSourceProvider',
    'IClassFactory',
    'IMediaBuffer',
    'INamedPropertyStore',
    'IPropertyStore',
    'ISequentialStream',
    'ISpatialAudioMetadataItems',
    'IStream',
    'IUnknown',
  ]);
});

test('what an interface or a function of Media Foundation names is there, other than those of Direct3D', () => {
  const ofInterfaces = [...catalogue.names()]
    .filter((name) => name.startsWith('IMF'))
    .flatMap((name) => catalogue.get(name).methods);
  const named = ofInterfaces.flatMap(({ parameters }) =>
    parameters.flatMap((one) => one.interface ?? one.element?.interface ?? []),
  );
  expect([...new Set(named)].filter((name) => !catalogue.has(name))).toStrictEqual(['ID3D12CommandQueue']);
});

test('each interface has an IID of its own', () => {
  const iids = [...catalogue.names()].map((name) => catalogue.get(name).iid);
  expect(new Set(iids).size).toBe(iids.length);
});

test('each method can be called: it has no more words than a call, and its counts are among its parameters', () => {
  for (const name of catalogue.names()) {
    for (const method of catalogue.get(name).methods) {
      expect(signatureOf(method, true).count).toBeLessThanOrEqual(16);
      for (const { by } of method.parameters) {
        const other = method.parameters.find((one) => one.name === by);
        expect(by === undefined || other !== undefined || Number(by) > 0).toBe(true);
      }
    }
  }
});

test.each([
  ['IMFTransform', 'SetInputType', 'pType'],
  ['IMFTransform', 'SetOutputType', 'pType'],
  ['IMFTopologyNode', 'SetObject', 'pObject'],
  ['IMFQualityManager', 'NotifyTopology', 'pTopology'],
  ['IMFVideoSampleAllocatorCallback', 'SetCallback', 'pNotify'],
])('%s.%s takes null for %s, as it clears what was set', (type, method, parameter) => {
  expect(methodOf(type, method)?.parameters.find(({ name }) => name === parameter)?.isOptional).toBe(true);
});

test.each(['MFCreateMFByteStreamOnStream', 'MFCreateMFByteStreamOnStreamEx'] as const)(
  'the byte stream of %s has methods that wait: its stream may be of JavaScript',
  (name) => {
    const { parameters } = readMethod(name, 0, functionTable['mfplat.dll'][name]);
    expect(parameters.find(({ direction }) => direction === 'out')?.interface).toBe(streamOnStream.name);
  },
);

test('a clock has no way to take its time source away', () => {
  expect(methodOf('IMFPresentationClock', 'SetTimeSource')?.parameters[0]?.isOptional).toBe(false);
});

test('the methods stand where the vtable has them', () => {
  expect(methodOf('IMFPresentationClock', 'Pause')?.slot).toBe(15);
  expect(methodOf('IMFSourceReaderEx', 'SetNativeMediaType')?.slot).toBe(13);
  expect(methodOf('IMFMediaEngine', 'Shutdown')?.slot).toBe(42);
});

test('what calls a source is asynchronous in derived interfaces, too', () => {
  expect(methodOf('IMFSourceReaderEx', 'ReadSample')?.waits).toBe(true);
  expect(methodOf('IMFSourceReaderEx', 'SetNativeMediaType')?.waits).toBe(true);
  expect(methodOf('IMFMediaSourceEx', 'Start')?.waits).toBe(true);
  expect(methodOf('IMFMediaSourceEx', 'BeginGetEvent')?.waits).toBe(false);
  expect(catalogue.get('IMFSourceReaderEx').releaseWaits).toBe(true);
  const all = [...catalogue.names()].flatMap((name) => catalogue.get(name).methods);
  const pairs = all.filter(({ name, waits }) => waits && /^(Begin|End)[A-Z]/.test(name) && name !== 'BeginWriting');
  expect(pairs).toStrictEqual([]);
});

test('the functions are those of three DLLs that the table lacks', () => {
  const functions = readAllFunctions();
  const inTable = new Set(Object.values(functionTable).flatMap((all) => Object.keys(all)));
  expect(functions.filter(({ name }) => inTable.has(name))).toStrictEqual([]);
  const count = (dll: string): number => functions.filter((one) => one.dll === dll).length;
  expect([count('mfplat.dll'), count('mf.dll'), count('mfreadwrite.dll')]).toStrictEqual([103, 57, 2]);
  expect(functions.find(({ name }) => name === 'MFTEnumEx')?.lines()).toStrictEqual([
    'guidCategory: in guidvalue',
    'Flags: in u32',
    'pInputType: in? {guidMajorType: guid, guidSubtype: guid}',
    'pOutputType: in? {guidMajorType: guid, guidSubtype: guid}',
    'pppMFTActivate: out IMFActivate[pnumMFTActivate]',
    'pnumMFTActivate: out u32',
  ]);
});

test('memory that native code writes is the output of a size that is given, or has one of its own', () => {
  const memory = others.flatMap(([name]) =>
    catalogue
      .get(name)
      .methods.filter(({ parameters }) =>
        parameters.some(
          ({ kind, by }) =>
            kind === 'bytes' && !(Number(by) > 0) && !parameters.some((one) => one.name === by && isInput(one)),
        ),
      ),
  );
  expect(memory).toStrictEqual([]);
});

const isUnsized = ({ kind, direction }: Parameter): boolean => kind === 'pointer' && direction === 'in';
const isHandle = (name: string): boolean =>
  /\.(hDevice|hEvent|hwnd|hwndVideo|handle|eventHandle|semaphoreHandle)$/.test(name);

test('memory that nothing tells the size of is a handle, what only comes back, or what a name alone cannot describe', () => {
  const ofMethods = [...catalogue.names()].flatMap((type) => {
    const { base, methods } = catalogue.get(type);
    return methods.slice(base?.methods.length ?? 0).map((method) => ({ place: `${type}.${method.name}`, method }));
  });
  const ofFunctions = readAllFunctions().map(({ name, lines }) => ({
    place: name,
    method: readMethod(name, 0, lines()),
  }));
  const unsized = [...ofMethods, ...ofFunctions].flatMap(({ place, method }) =>
    method.parameters.filter(isUnsized).map(({ name }) => `${place}.${name}`),
  );
  expect(unsized.filter((name) => !isHandle(name)).toSorted()).toStrictEqual([
    // The product of two parameters.
    'IAudioSourceProvider.ProvideInput.pInterleavedAudioData',
    // Structures of several sizes, which they tell themselves.
    'IMFInputTrustAuthority.BindAccess.pParam',
    'IMFInputTrustAuthority.UpdateAccess.pParam',
    // What GetRepresentation gave.
    'IMFMediaType.FreeRepresentation.pvRepresentation',
    'IMFPMediaPlayerCallback.OnMediaPlayerEvent.pEventHeader',
    // A text of bytes, up to a zero.
    'IMFSignedLibrary.GetProcedureAddress.name',
    'IMFSinkWriter.PlaceMarker.pvContext',
    'IMFSinkWriterCallback.OnMarker.pvContext',
    // Reserved, and to be null.
    'IMFSourceReader.SetCurrentMediaType.pdwReserved',
    // A structure of the kind that a GUID tells.
    'MFCreateMediaTypeFromRepresentation.pvRepresentation',
  ]);
});
