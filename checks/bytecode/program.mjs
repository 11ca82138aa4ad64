// One operation of a direction, for `node --print-bytecode`: V8 prints a function when it is called for the first time. Two
// markers stand around what counts, and what is not the library's is called `user…`.
import { fromBeginEnd, toBeginEnd } from 'begin-end';

function markerBefore() {}
function markerAfter() {}

class Result {
  GetStatus = userGetStatus;
}
function userGetStatus() {
  return 0;
}

/** @type {Record<string, () => Promise<unknown>>} */
const directions = {
  async fromBeginEnd() {
    const result = new Result();
    const adapted = fromBeginEnd(
      function userBegin(/** @type {number} */ _, /** @type {any} */ callback, /** @type {unknown} */ _state) {
        callback.Invoke(result);
      },
      function userEnd() {},
    );
    markerBefore();
    await adapted(1);
    markerAfter();
  },
  async toBeginEnd() {
    const { begin, end } = toBeginEnd(async function userFunction(/** @type {number} */ value) {
      return value;
    });
    await new Promise(function userExecutor(resolve) {
      markerBefore();
      begin(
        1,
        {
          Invoke: function userInvoke(/** @type {any} */ result) {
            resolve(end(result));
          },
        },
        null,
      );
    });
    markerAfter();
  },
};

await directions[process.argv[2] ?? '']?.();
