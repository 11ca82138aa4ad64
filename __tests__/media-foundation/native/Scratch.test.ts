import { describe, expect, test } from '@jest/globals';
import { Scratch } from '../../../src/media-foundation/native/Scratch.js';

describe('slots', () => {
  test('nest like calls do', () => {
    const scratch = new Scratch(() => 5);
    const outer = scratch.take();
    const { top } = scratch;
    const inner = scratch.take();
    expect(inner).not.toBe(outer);
    scratch.top = top;
    inner.words[0] = 5;
    const again = scratch.take();
    expect(again).toBe(inner);
    expect(again.words[0]).toBe(0);
  });
  test('have GUIDs for the length of a call, and nothing for what is none', () => {
    const scratch = new Scratch(() => 5);
    expect(scratch.takeGuid('12345678-9abc-def0-0123-456789abcdef')).toBe(5);
    for (const none of ['x', null, undefined, 5]) expect(scratch.takeGuid(none)).toBeUndefined();
    expect(scratch.top).toBe(1);
    scratch.top = 0;
    expect(scratch.take().words[0]).toBe(0);
  });
});
