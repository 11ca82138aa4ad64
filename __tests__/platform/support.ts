import { setImmediate } from 'node:timers/promises';
import { jest } from '@jest/globals';
import type { AsyncCallbackParameters, IMFAsyncCallback, IMFAsyncResult } from '../../src/contract/IMFAsyncResult.js';
import { createEmbeddedPlatform, MF_VERSION, type MediaPlatform } from '../../src/platform/index.js';
import { ManualClock } from '../../src/testing/index.js';

/** A turn of the event loop: what was ready when it began has run. */
export const turn = (): Promise<unknown> => setImmediate();

/** A clock that counts what the platform has asked for. */
export class CountingClock extends ManualClock {
  /** How many timers were ever set. */
  made = 0;
  /** How much besides timers keeps a process alive. */
  kept = 0;

  override setTimeout(run: () => void, milliseconds: number): number {
    this.made += 1;
    return super.setTimeout(run, milliseconds);
  }

  keepAlive(): () => void {
    this.kept += 1;
    return () => {
      this.kept -= 1;
    };
  }
}

/** A platform that is started, and the clock that it goes by. */
export function startedPlatform(): { platform: MediaPlatform; clock: CountingClock } {
  const clock = new CountingClock();
  const platform = createEmbeddedPlatform({ clock });
  platform.MFStartup(MF_VERSION);
  return { platform, clock };
}

/** A callback that notes the states of the results that it is invoked with. */
export function noting(parameters?: AsyncCallbackParameters): IMFAsyncCallback & { states: unknown[] } {
  const states: unknown[] = [];
  return {
    states,
    ...(parameters && { GetParameters: () => parameters }),
    Invoke: (result: IMFAsyncResult) => states.push(result.GetStateNoAddRef()),
  };
}

/** Catches what is thrown in microtasks, which nobody else could. */
export function uncaughtErrors(): () => unknown[] {
  const microtasks = jest.spyOn(globalThis, 'queueMicrotask').mockImplementation(() => {});
  return () => {
    const errors = microtasks.mock.calls.map(([microtask]) => {
      try {
        return microtask();
      } catch (error) {
        return error;
      }
    });
    microtasks.mockRestore();
    return errors;
  };
}
