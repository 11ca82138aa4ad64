import { ComObject, identityOf, letGo } from './ComObject.js';
import { recordOf, type NativeResult } from './NativeResult.js';
import type { Results } from './Results.js';

/** Counts the calls of methods of JavaScript: what is got has the number of the last one that had begun. */
let calls = 0;
export const currentCall = (): number => calls;

/**
 * What native code lends to one call of a method of JavaScript: the arguments, as in C. It is given back without waiting for
 * the garbage collector.
 *
 *     add(argument) ── the method runs ──▶ returned() ──▶ giveBack()
 *                         ├─ keep(object): the reference is JavaScript's own now
 *                         └─ object[Symbol.dispose](): it has been given back already
 *
 * What the method hands out it hands over: what it got while it ran, and what an End gives, which is the outcome of an operation.
 */
export class Borrowed {
  readonly #results: Results;
  /** The interface and the method. For messages. */
  readonly #where: string;
  #objects: ComObject[] = [];
  readonly #records: NativeResult[] = [];
  #handedOver: Set<ComObject> | undefined;
  #number = 0;
  /** Whether the operation has ended that the method begins: perhaps before it has returned. */
  #hasEnded = false;
  #isRunning = true;

  constructor(results: Results, where: string) {
    this.#results = results;
    this.#where = where;
  }

  add(argument: unknown): void {
    const its = identityOf(argument);
    if (its !== undefined) {
      its.borrowed += 1;
      this.#objects.push(argument as ComObject);
      return;
    }
    const record = recordOf(argument);
    if (record?.borrowed === undefined) return;
    record.borrowed += 1;
    this.#records.push(record);
  }

  /** All arguments are there, and the method begins. */
  begin(): void {
    this.#number = calls += 1;
  }

  /** Native code has got a reference to what the method has returned: the method's own goes. */
  handOver(value: unknown, isOutcome: boolean): void {
    const its = identityOf(value);
    if (its === undefined || !(isOutcome || its.got >= this.#number)) return;
    const object = value as ComObject;
    // However often it is among the outputs.
    if (this.#handedOver?.has(object)) return;
    (this.#handedOver ??= new Set()).add(object);
    letGo(object, `was handed over by ${this.#where}, which returned it: keep(object) keeps it`);
  }

  /** The method has returned: from now on, to dispose of an object gives back a reference of JavaScript's own. */
  returned(): void {
    this.#isRunning = false;
    this.#objects = this.#objects.filter((object) => {
      const its = identityOf(object)!;
      const isLeft = its.borrowed > 0 && its.address !== 0;
      if (isLeft) its.borrowed -= 1;
      return isLeft;
    });
    if (this.#hasEnded) this.#give();
  }

  /** What the method was called for has ended. */
  giveBack(): void {
    this.#hasEnded = true;
    if (!this.#isRunning) this.#give();
  }

  #give(): void {
    const gone = `was lent to ${this.#where}, and given back when that had ended: keep(object) keeps it`;
    for (const object of this.#objects.splice(0)) letGo(object, gone);
    for (const record of this.#records.splice(0)) this.#results.giveBack(record);
  }
}
