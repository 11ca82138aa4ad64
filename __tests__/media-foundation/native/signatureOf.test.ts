import { describe, expect, test } from '@jest/globals';
import { InterfaceCatalogue } from '../../../src/media-foundation/facts/interfaces.js';
import { interfaceTable } from '../../../src/media-foundation/facts/interfaces.generated.js';
import { signatureOf } from '../../../src/media-foundation/native/signatureOf.js';

const catalogue = new InterfaceCatalogue(interfaceTable);
const methodOf = (type: string, name: string) => catalogue.get(type).methods.find((method) => method.name === name)!;

describe('how a call is made', () => {
  test('integers and pointers are words, the object first', () => {
    expect(signatureOf(methodOf('IMFByteStream', 'Read'), true)).toStrictEqual({
      kinds: 0,
      count: 4,
      returnsFloat: false,
      references: 0b1,
      referencesOut: 0,
    });
  });

  test('floats are told apart, interfaces that go in are held, those that come out are known', () => {
    expect(signatureOf(methodOf('IMFAttributes', 'SetDouble'), true).kinds).toBe(0b01_00_00);
    expect(signatureOf(methodOf('IMFByteStream', 'BeginRead'), true).references).toBe(0b11001);
    expect(signatureOf(methodOf('IMFSourceResolver', 'CreateObjectFromURL'), true).referencesOut).toBe(0b100000);
    const begin = {
      name: 'f',
      slot: 0,
      returns: 'f64',
      waits: false,
      parameters: methodOf('IMFByteStream', 'BeginRead').parameters,
    };
    expect(signatureOf(begin, false)).toMatchObject({ references: 0b1100, returnsFloat: true, count: 4 });
  });

  test('more parameters than a call can have are refused by name', () => {
    const [parameter] = methodOf('IMFByteStream', 'SetLength').parameters;
    const many = {
      name: 'Many',
      slot: 3,
      returns: 'hresult',
      waits: false,
      parameters: Array.from({ length: 16 }, () => parameter!),
    };
    expect(() => signatureOf(many, true)).toThrow(new TypeError('Many: a method has at most 15 parameters'));
    expect(signatureOf(many, false).count).toBe(16);
  });
});
