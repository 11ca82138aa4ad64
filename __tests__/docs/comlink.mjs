// What a program and its other thread say over Comlink, and what must come of it: the same in threads of Node
// (comlink.test.ts) and in workers of browsers (checks/engines/threads).
import { E_ABORT, E_FAIL, HResultError, hresultOf, isCancelled, MF_E_END_OF_STREAM } from 'begin-end';

/** @typedef {Record<string, (...args: unknown[]) => Promise<unknown>>} Remote */

const thrower = (/** @type {unknown} */ value) => () => {
  throw value;
};

/** An error as the thread has it that this is called in. @param {unknown} value */
function describe(value) {
  if (!(value instanceof Error)) return String(value);
  const { name, message, operation } = /** @type {Error & { operation?: unknown }} */ (value);
  const isOurs = value instanceof HResultError;
  return {
    name,
    message,
    ...(operation !== undefined && { operation }),
    isOurs,
    hresult: hresultOf(value),
    isCancelled: isCancelled(value),
  };
}

/** What the other thread exposes. */
export const api = {
  failed: thrower(new HResultError(MF_E_END_OF_STREAM, 'EndRead', { fault: 'nothing is left' })),
  cancelled: thrower(new HResultError(E_ABORT)),
  broken: thrower(new RangeError('broken')),
  number: thrower(3),
  nothing: thrower(undefined),
  value: () => 'value',
  describe,
  make: () => new HResultError(E_ABORT, 'EndRead'),
};

/** What comes back of functions that throw. @param {Remote} remote */
export async function thrownOver(remote) {
  /** @type {Record<string, unknown>} */
  const outcomes = {};
  for (const name of ['failed', 'cancelled', 'broken', 'number', 'nothing', 'value']) {
    outcomes[name] = await remote[name]?.().then(
      (value) => ['resolved', value],
      (error) => ['rejected', describe(error)],
    );
  }
  return outcomes;
}

/** What comes of errors that are not thrown: an argument, and a value. @param {Remote} remote */
export const passedOver = async (remote) => ({
  given: await remote['describe']?.(new HResultError(E_ABORT, 'EndWrite')),
  taken: describe(await remote['make']?.()),
});

const failed = {
  name: 'HResultError',
  message: 'EndRead: nothing is left (MF_E_END_OF_STREAM)',
  operation: 'EndRead',
  isOurs: true,
  hresult: MF_E_END_OF_STREAM,
  isCancelled: false,
};
const cancelled = {
  name: 'HResultError',
  message: 'the operation failed (E_ABORT)',
  isOurs: true,
  hresult: E_ABORT,
  isCancelled: true,
};
/** What Comlink does by itself, which must stay as it is. */
const others = {
  broken: ['rejected', { name: 'RangeError', message: 'broken', isOurs: false, hresult: E_FAIL, isCancelled: false }],
  number: ['rejected', '3'],
  nothing: ['rejected', 'undefined'],
  value: ['resolved', 'value'],
};

/** With the handlers on both sides. */
export const expected = {
  thrown: { failed: ['rejected', failed], cancelled: ['rejected', cancelled], ...others },
  passed: {
    given: { ...cancelled, message: 'EndWrite: the operation failed (E_ABORT)', operation: 'EndWrite' },
    taken: { ...cancelled, message: 'EndRead: the operation failed (E_ABORT)', operation: 'EndRead' },
  },
};

/** With the handlers only where errors are thrown. */
export const expectedBare = {
  failed: ['rejected', { ...failed, isOurs: false }],
  cancelled: ['rejected', { ...cancelled, isOurs: false }],
  ...others,
};
