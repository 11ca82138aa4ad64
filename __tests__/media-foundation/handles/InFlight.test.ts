import { describe, expect, test } from '@jest/globals';
import { InFlight } from '../../../src/media-foundation/handles/InFlight.js';

describe('what is in flight', () => {
  test('on two ways, is so until it has arrived on both', () => {
    const inFlight = new InFlight<object>(() => false);
    const one = {};
    inFlight.add(one);
    inFlight.add(one);
    inFlight.land(one);
    expect(inFlight.has(one)).toBe(true);
    inFlight.land(one);
    expect(inFlight.has(one)).toBe(false);
  });

  test('and is only kept, is so until it arrives once', () => {
    const inFlight = new InFlight<object>(() => false);
    const one = {};
    inFlight.keep(one);
    expect(inFlight.has(one)).toBe(true);
    inFlight.land(one);
    expect(inFlight.has(one)).toBe(false);
  });

  test('runs all that waits for its landing, once', () => {
    const inFlight = new InFlight<object>(() => false);
    const one = {};
    const ran: string[] = [];
    inFlight.add(one);
    inFlight.whenLanded(one, () => ran.push('first'));
    inFlight.whenLanded(one, () => ran.push('second'));
    inFlight.land(one);
    inFlight.land(one);
    expect(ran).toStrictEqual(['first', 'second']);
  });

  test('and is lost, lands where many are in flight', () => {
    const lost = {};
    const inFlight = new InFlight<object>((one) => one === lost);
    let landed = 0;
    inFlight.add(lost);
    inFlight.whenLanded(lost, () => (landed += 1));
    for (let i = 0; i < 1024; i += 1) inFlight.add({});
    expect(landed).toBe(0);
    inFlight.add({});
    expect([landed, inFlight.has(lost)]).toStrictEqual([1, false]);
  });
});
