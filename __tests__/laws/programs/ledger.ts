import { expect } from '@jest/globals';
import { setMisuseHandler } from 'begin-end';
import * as fc from 'fast-check';

import { allJobs } from '../../support/promises.js';

/** What was counted of one operation. Keys that are missing were not counted at all. */
export interface Counted {
  /** How often Begin was called, or the function. */
  begun: number;
  /** How often End was called; of `toBeginEnd`, what each call gave. */
  ended: number | string[];
  /** What the cancel action was called with, or how often the function was asked to stop. */
  cancelled: string[];
  /** By what late values were disposed. */
  disposed: string[];
  /** What the callback was told: the status of its result. */
  invoked?: string[];
  /** What became of the promise. */
  outcome?: string;
  /** What whenEnded told. */
  over?: string;
}

/** All of that after one step of a program, with what was reported until then. */
export interface Entry {
  operations: Counted[];
  reports: string[];
  /** How many listeners are on the signal of the program. */
  listeners?: number;
}

/** Writes down what an implementation does in each step: the library, or a model of it. */
export class Ledger {
  readonly operations: Counted[] = [];
  readonly reports: string[] = [];
  readonly entries: Entry[] = [];

  close(listeners?: number): void {
    // Two reports of one step may come in either order.
    const reports = this.reports.toSorted();
    this.entries.push({
      ...structuredClone({ operations: this.operations, reports }),
      ...(listeners === undefined ? {} : { listeners }),
    });
  }
}

/**
 * Runs a program and its model, and compares their ledgers after each step. What fails says so with a test that can be
 * pasted.
 */
export async function expectLedger<Program>(
  program: Program,
  kind: string,
  run: (program: Program, ledger: Ledger) => Promise<void>,
  predict: (program: Program, ledger: Ledger) => void,
): Promise<void> {
  const real = new Ledger();
  const model = new Ledger();
  predict(program, model);
  setMisuseHandler(({ kind: report }) => real.reports.push(report));
  try {
    await run(program, real);
    await allJobs();
  } finally {
    setMisuseHandler(undefined);
  }
  try {
    expect(real.entries).toStrictEqual(model.entries);
  } catch (error) {
    const text = `test('a program that was found, is kept', async () => {
  await expect${kind}(${JSON.stringify(program)});
});`;
    throw new Error(`${(error as Error).message}\n\n${text}\n`, { cause: error });
  }
}

/** One of some values, or nothing: often enough of each. */
export const maybe = <T>(...values: T[]): fc.Arbitrary<T | undefined> => fc.constantFrom(undefined, ...values);

/** Steps that begin with a Begin, of any length. */
export const stepsOf = <Step>(begin: fc.Arbitrary<Step>, ...others: fc.Arbitrary<Step>[]): fc.Arbitrary<Step[]> =>
  fc
    .tuple(begin, fc.array(fc.oneof(begin, ...others), { maxLength: 12, size: 'max' }))
    .map(([first, rest]) => [first].concat(rest));

/** A value or an error by its name; of an `HResultError` its code. */
export function nameOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { hresult, name, message } = value as { hresult?: number; name?: string; message?: string };
  const { cause } = value as { cause?: unknown };
  const because = cause === undefined ? '' : `, because of ${nameOf(cause)}`;
  if (hresult !== undefined) return `0x${hresult.toString(16)}${because}`;
  return `${name === 'Error' ? String(message) : String(name)}${because}`;
}

/** The operation that a step speaks of, counted around; `undefined` where there is none yet. */
export const pickFrom = <T>(operations: readonly T[], index: number): T | undefined =>
  operations.length === 0 ? undefined : operations[index % operations.length];
