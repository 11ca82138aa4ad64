import { describe, expect, test } from '@jest/globals';
import { bytesFromGuid, guidFromBytes } from '../../../src/media-foundation/native/Memory.js';

describe('GUIDs', () => {
  const text = '12345678-9abc-def0-0123-456789abcdef';
  test('are kept in the byte order of Windows, and come back in lower case', () => {
    const bytes = bytesFromGuid(text.toUpperCase())!;
    expect(Buffer.from(bytes).toString('hex')).toBe('78563412bc9af0de0123456789abcdef');
    expect(guidFromBytes(bytes)).toBe(text);
    expect(bytesFromGuid(`{${text}}`)).toStrictEqual(bytes);
  });
  test.each(['', 'x', text.slice(1), `${text}0`, `${text} `])('%j is none', (none) => {
    expect(bytesFromGuid(none)).toBeUndefined();
  });
});
