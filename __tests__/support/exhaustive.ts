import { getEventListeners } from 'node:events';

import { afterAll, beforeAll } from '@jest/globals';
import * as library from 'begin-end';

import { checkAll, countListenersWith, uncaught, type Violation } from '../../checks/exhaustive/check.mjs';
import { scenarios } from '../../checks/exhaustive/scenarios.mjs';
import { playTheCollector } from '../../checks/exhaustive/world.mjs';

/** What the checker needs to see within Jest; to be called by a test file before its tests. */
export function prepareChecker(): void {
  const { queueMicrotask } = globalThis;
  beforeAll(() => {
    countListenersWith((signal) => getEventListeners(signal, 'abort').length);
    playTheCollector();
    // Within Jest nobody can hear of uncaught exceptions, so they are caught where they are thrown.
    globalThis.queueMicrotask = (job) => {
      queueMicrotask(() => {
        try {
          job();
        } catch (error) {
          uncaught.push(`uncaught exception: ${(error as Error).message}`);
        }
      });
    };
  });
  afterAll(() => {
    globalThis.queueMicrotask = queueMicrotask;
    library.setLostCallbackDetection(false);
  });
}

/** The first orders of a scenario's shortest form that do not what the model says. */
export async function violationsOf(name: string, subject: object): Promise<Violation[]> {
  const found: Violation[] = [];
  const scenario = scenarios(subject, 0)[name];
  if (scenario === undefined) throw new Error(`there is no scenario '${name}'`);
  await checkAll(scenario, subject, { onViolation: (violation) => found.push(violation) });
  return found;
}
