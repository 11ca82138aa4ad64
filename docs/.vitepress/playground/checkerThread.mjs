// The thread that checks types, so that the editor never waits for the compiler. It answers in the order in which it is asked:
//
//     page ─▶ { id, program }
//     page ◀─ { id, faults }
import { createChecker } from './checker.mjs';

/** @param {Record<string, string>} files */
export function answer(files) {
  const check = createChecker(files);
  addEventListener('message', ({ data: { id, program } }) => postMessage({ id, faults: check(program) }));
}
