// `node:assert/strict`, as far as the conformance suite asserts.
import { expect } from '@jest/globals';

/** @type {(holds: boolean, message: string | undefined, fallback: string) => void} */
function need(holds, message, fallback) {
  if (!holds) throw new Error(message ?? fallback);
}
/** @type {(actual: unknown, expected: unknown, message?: string) => void} */
const equal = (actual, expected, message) =>
  need(Object.is(actual, expected), message, `${String(actual)} instead of ${String(expected)}`);
/** @type {(actual: unknown, expected: unknown, message?: string) => void} */
const notEqual = (actual, expected, message) => need(!Object.is(actual, expected), message, `it is ${String(actual)}`);
/** @type {(value: unknown, message?: string) => void} */
const ok = (value, message) => need(Boolean(value), message, `it is ${String(value)}`);
/** @type {(actual: unknown, expected: unknown) => void} */
const deepEqual = (actual, expected) => expect(actual).toStrictEqual(expected);

export { deepEqual, equal, notEqual, ok };
