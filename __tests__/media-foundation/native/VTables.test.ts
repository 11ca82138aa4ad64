import { describe, expect, test } from '@jest/globals';
import { InterfaceCatalogue } from '../../../src/media-foundation/facts/interfaces.js';
import { interfaceTable } from '../../../src/media-foundation/facts/interfaces.generated.js';
import { callTypes, returnType } from '../../../src/media-foundation/native/VTables.js';

const catalogue = new InterfaceCatalogue(interfaceTable);
const methodOf = (type: string, name: string) => {
  const found = catalogue.get(type).methods.find((method) => method.name === name);
  if (!found) throw new Error(`${type} has no ${name}`);
  return found;
};

describe('how a call is made', () => {
  test('strings are UTF-16, HRESULTs unsigned, out parameters memory of JavaScript', () => {
    expect(callTypes(methodOf('IMFSourceResolver', 'CreateObjectFromURL'), false)).toStrictEqual([
      'str16',
      'uint32',
      'uint64',
      'void *',
      'void *',
    ]);
    expect(returnType(methodOf('IMFByteStream', 'Close'))).toBe('uint32');
  });

  test('memory that outlives the call is native, as it is on another thread', () => {
    expect(callTypes(methodOf('IMFByteStream', 'Read'), false)[0]).toBe('void *');
    expect(callTypes(methodOf('IMFByteStream', 'BeginRead'), false)[0]).toBe('uint64');
    expect(callTypes(methodOf('IMFByteStream', 'Read'), true)).toStrictEqual(['uint64', 'uint32', 'uint64']);
  });
});
