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
});
