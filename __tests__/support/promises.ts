import { setImmediate } from 'node:timers/promises';

/** Lets all promise jobs run, and those that they queue. */
export const allJobs = async (): Promise<void> => {
  await setImmediate();
};

/** Whether a promise is still pending when all promise jobs have run. */
export async function isPending(promise: Promise<unknown>): Promise<boolean> {
  let pending = true;
  const settled = (): void => {
    pending = false;
  };
  promise.then(settled, settled);
  await allJobs();
  return pending;
}

/** What is thrown where nobody can catch it, by an action and by the jobs that it queues. */
export async function uncaughtBy(action: () => unknown): Promise<unknown[]> {
  const errors: unknown[] = [];
  process.setUncaughtExceptionCaptureCallback((error) => errors.push(error));
  try {
    await action();
    await allJobs();
  } finally {
    process.setUncaughtExceptionCaptureCallback(null);
  }
  return errors;
}
