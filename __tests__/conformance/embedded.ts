import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/platform/time/clock.js';
import type { MediaPlatform } from '../../src/platform/MediaPlatform.js';
import { ManualClock } from '../../src/testing/index.js';
import type { Subject } from './run.js';

/** The embedded platform, on a clock that is turned by hand: a second takes no time. */
export function embedded(createEmbeddedPlatform: (options: { clock: Clock }) => MediaPlatform): Subject {
  const clock = new ManualClock();
  return {
    name: 'embedded',
    platform: createEmbeddedPlatform({ clock }),
    async pass(milliseconds) {
      // The items of this moment first, and those that the timers made ready after it.
      await setImmediate();
      clock.advance(milliseconds);
      await setImmediate();
    },
  };
}
