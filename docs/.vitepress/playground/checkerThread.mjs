// The thread of the compiler, so that the editor never waits for it. It answers in the order in which it is asked:
//
//     page ─▶ { id, method, args }     of createChecker
//     page ◀─ { id, answer }
import { createChecker } from './checker.mjs';

/** @param {Record<string, string>} files */
export function answer(files) {
  const checker = createChecker(files);
  addEventListener('message', ({ data: { id, method, args } }) => {
    postMessage({ id, answer: checker[method](...args) });
  });
}
