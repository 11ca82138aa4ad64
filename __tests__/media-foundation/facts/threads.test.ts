import { expect, test } from '@jest/globals';
import { InterfaceCatalogue } from '../../../src/media-foundation/facts/interfaces.js';
import { interfaceTable } from '../../../src/media-foundation/facts/interfaces.generated.js';
import { releaseWaits, waitsForJavaScript } from '../../../src/media-foundation/facts/threads.js';

const catalogue = new InterfaceCatalogue(interfaceTable);
const methodsOf = (type: string) => catalogue.get(type).methods;

test('what may wait for JavaScript is asynchronous, but no Begin and no End', () => {
  expect(waitsForJavaScript('IMFSourceResolver', 'CreateObjectFromURL')).toBe(true);
  expect(waitsForJavaScript('IMFSourceReader', 'ReadSample')).toBe(true);
  expect(releaseWaits('IMFSourceReader')).toBe(true);
  expect(releaseWaits('IMFByteStream')).toBe(false);
  const streamPairs = methodsOf('IMFByteStream').filter(({ name }) => /^(Begin|End)[A-Z]/.test(name));
  expect(streamPairs).toHaveLength(4);
  expect(streamPairs.some(({ name }) => waitsForJavaScript('IMFByteStreamOnStream', name))).toBe(false);
  const all = [...catalogue.names()].flatMap((type) => methodsOf(type).map(({ name }) => ({ type, name })));
  const waiting = all.filter(({ type, name }) => waitsForJavaScript(type, name));
  // IMFSinkWriter::BeginWriting has no End, and no callback.
  const ofPairs = waiting.filter(({ name }) => /^(Begin|End)[A-Z]/.test(name) && name !== 'BeginWriting');
  expect(ofPairs).toStrictEqual([]);
});
