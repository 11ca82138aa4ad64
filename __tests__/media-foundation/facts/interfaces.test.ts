import { describe, expect, test } from '@jest/globals';
import {
  InterfaceCatalogue,
  isOutput,
  outputNames,
  plainName,
} from '../../../src/media-foundation/facts/interfaces.js';
import { interfaceTable } from '../../../src/media-foundation/facts/interfaces.generated.js';

const catalogue = new InterfaceCatalogue(interfaceTable);
const methodOf = (type: string, name: string) => {
  const found = catalogue.get(type).methods.find((method) => method.name === name);
  if (!found) throw new Error(`${type} has no ${name}`);
  return found;
};

const methodsOf = (type: string) => catalogue.get(type).methods.map(({ name }) => name);

/** The 18 interfaces with Begin/End pairs, and how many pairs of its own each has. */
const pairs: Record<string, number> = {
  IMFByteStream: 2,
  IMFByteStreamHandler: 1,
  IMFContentProtectionManager: 1,
  IMFFinalizableMediaSink: 1,
  IMFHttpDownloadRequest: 3,
  IMFMediaEngineExtension: 1,
  IMFMediaEventGenerator: 1,
  IMFMediaEventQueue: 1,
  IMFNetCredentialManager: 1,
  IMFRelativePanelWatcher: 1,
  IMFSSLCertificateManager: 1,
  IMFSampleOutputStream: 1,
  IMFSaveJob: 1,
  IMFSchemeHandler: 1,
  IMFSourceResolver: 2,
  IMFTimecodeTranslate: 2,
  IMFWorkQueueServices: 4,
  IMFWorkQueueServicesEx: 1,
};

describe('the table of interfaces', () => {
  test('has the 18 interfaces with Begin/End pairs, with all 26 Begin methods', () => {
    const found = Object.entries(interfaceTable).flatMap(([name, { methods }]) => {
      // IMFSinkWriter::BeginWriting begins no operation: it has no callback.
      const begins = Object.entries<readonly string[]>(methods).filter(
        ([method, lines]) => method.startsWith('Begin') && lines.some((one) => one.includes('IMFAsyncCallback')),
      );
      return begins.length === 0 ? [] : [[name, begins.length] as const];
    });
    expect(Object.fromEntries(found)).toStrictEqual(pairs);
    expect(found.reduce((sum, [, count]) => sum + count, 0)).toBe(26);
  });

  test.each(Object.keys(interfaceTable))('%s can be read, down to IUnknown', (name) => {
    const { methods, iids } = catalogue.get(name);
    expect(methods.slice(0, 3).map((method) => method.name)).toStrictEqual(['QueryInterface', 'AddRef', 'Release']);
    expect(methods.map(({ slot }) => slot)).toStrictEqual([...methods.keys()]);
    expect(new Set(iids).size).toBe(iids.length);
  });

  test('knows every interface that one of its parameters names', () => {
    const named = [...catalogue.names()].flatMap((name) =>
      catalogue.get(name).methods.flatMap(({ parameters }) => parameters.flatMap((one) => one.interface ?? [])),
    );
    expect([...new Set(named)].filter((name) => !interfaceTable[name as 'IUnknown'])).toStrictEqual([]);
  });

  test('gives every memory and every object the parameter that says its size or its IID', () => {
    const methods = [...catalogue.names()].flatMap((name) => catalogue.get(name).methods);
    const lost = methods.filter(({ parameters }) =>
      parameters.some(({ by }) => by !== undefined && !parameters.some((one) => one.name === by)),
    );
    expect(lost).toStrictEqual([]);
  });

  test('marks the methods that may wait for JavaScript, but no Begin and no End', () => {
    expect(methodOf('IMFSourceResolver', 'CreateObjectFromURL').waits).toBe(true);
    expect(methodOf('IMFSourceReader', 'ReadSample').waits).toBe(true);
    expect(methodOf('IMFByteStream', 'Read').waits).toBe(false);
    expect(catalogue.get('IMFSourceReader').releaseWaits).toBe(true);
    expect(catalogue.get('IMFByteStream').releaseWaits).toBe(false);
    const waiting = [...catalogue.names()].flatMap((type) => catalogue.get(type).methods.filter(({ waits }) => waits));
    // IMFSinkWriter::BeginWriting has no End, and no callback.
    const ofPairs = waiting.filter(({ name }) => /^(Begin|End)[A-Z]/.test(name) && name !== 'BeginWriting');
    expect(ofPairs).toStrictEqual([]);
  });

  test('puts the methods where the vtable has them', () => {
    expect(methodOf('IMFAsyncCallback', 'Invoke').slot).toBe(4);
    expect(methodOf('IMFAsyncResult', 'GetStateNoAddRef').slot).toBe(7);
    expect(methodOf('IMFByteStream', 'BeginRead').slot).toBe(10);
    expect(methodOf('IMFMediaSource', 'Shutdown').slot).toBe(12);
    expect(methodOf('IMFActivate', 'ActivateObject').slot).toBe(33);
  });
});

const spokenWith = (...names: string[]) => catalogue.spokenBy((name) => names.includes(name)).map(({ name }) => name);

test('an object speaks the interfaces that it has all methods of, those of their bases too', () => {
  expect(spokenWith('Shutdown')).toStrictEqual([]);
  expect(spokenWith('Shutdown', 'GetShutdownStatus')).toStrictEqual(['IMFShutdown']);
  expect(spokenWith('GetService', 'Read', 'Write')).toStrictEqual(['ISequentialStream', 'IMFGetService']);
  const stream = methodsOf('IStream');
  expect(spokenWith(...stream)).toStrictEqual(['ISequentialStream', 'IStream']);
  // Those of its base are missing.
  expect(spokenWith(...stream.filter((name) => name !== 'Read'))).toStrictEqual([]);
});

test('what comes out is named without its Hungarian', () => {
  expect(['pdwFlags', 'ppObject', 'pqwOffset', 'Key'].map(plainName)).toStrictEqual([
    'flags',
    'object',
    'offset',
    'key',
  ]);
  const { parameters } = methodOf('IMFSSLCertificateManager', 'EndGetClientCertificate');
  expect(outputNames(parameters.filter(isOutput))).toStrictEqual(['data', 'cbData']);
});
