/**
 * Calls of functions by their addresses, and of methods by their slots.
 *
 *     now       put each word ──▶ callFunction, callMethod ──▶ the answer is in the words
 *     serving   put each word ──▶ callServing ──▶ another thread, while this one serves others ──▶ the answer is in the words
 *     later     put each word ──▶ callLater ──▶ a thread of the addon's ──▶ RETURNED ──▶ the promise resolves
 */
import type { HRESULT } from '../../contract/hresult.js';
import { shared, type Addon, type Address } from './addon.js';
import type { Entry, Tokens } from './Tokens.js';
import type { Words } from './Words.js';

/** A call that has not returned yet. */
class LaterCall implements Entry {
  readonly #resolve: (answer: bigint) => void;

  constructor(resolve: (answer: bigint) => void) {
    this.#resolve = resolve;
  }

  returned(low: number, high: number): void {
    this.#resolve(BigInt(low) | (BigInt(high) << 32n));
  }
}

export class NativeCalls {
  readonly words: Words;
  readonly #addon: Addon;
  readonly #tokens: Tokens;

  constructor(addon: Addon, words: Words, tokens: Tokens) {
    this.#addon = addon;
    this.words = words;
    this.#tokens = tokens;
  }

  /** @throws Error where the DLL is missing, or has no such function */
  find(dll: string, name: string): Address {
    const address = this.#addon.find(dll, name);
    if (address === 0) throw new Error(`${dll} has no ${name}`);
    return address;
  }

  has(dll: string, name: string): boolean {
    return this.#addon.find(dll, name) !== 0;
  }

  /** Calls a function that takes integers and pointers. Returns the lower 32 bits of its answer. */
  call(target: Address, a: number = 0, b: number = 0, c: number = 0, d: number = 0): number {
    const { words } = this;
    words.put(0, a);
    words.put(1, b);
    words.put(2, c);
    words.put(3, d);
    words.putKinds(0, false);
    this.callPut(target, false);
    return words.half(shared.answer);
  }

  /** The same, for a function that returns a pointer. */
  addressFrom(target: Address, a?: number, b?: number, c?: number, d?: number): Address {
    this.call(target, a, b, c, d);
    return this.words.address(shared.answer);
  }

  /** Calls a method that takes integers and pointers. Returns the lower 32 bits of its answer. */
  callMethod(object: Address, slot: number, a: number = 0, b: number = 0): HRESULT {
    const { words } = this;
    words.put(0, object);
    words.put(1, a);
    words.put(2, b);
    words.putKinds(0, false);
    this.callPut(slot, true);
    return words.half(shared.answer);
  }

  /** Calls with the words that were put before. `target` is the address of a function, or the slot of a method. */
  callPut(target: number, isMethod: boolean): void {
    this.words.put(shared.target, target);
    if (isMethod) this.#addon.callMethod();
    else this.#addon.callFunction();
  }

  /**
   * The same on another thread, while this one runs methods of JavaScript's objects for all threads that wait for them.
   *
   * @param wanted the id of the thread that must make the call; 0: any
   * @returns the one that has made it; 0: the wanted one cannot, and no call was made
   */
  callPutServing(target: number, isMethod: boolean, wanted = 0): number {
    this.words.put(shared.target, target);
    this.words.put(shared.thread, wanted);
    this.#addon.callServing(isMethod);
    return this.words.half(shared.thread);
  }

  /** Calls in the same way what takes integers and pointers. Returns the lower 32 bits of the answer. */
  callServing(target: number, isMethod: boolean, a: number = 0, b: number = 0, c: number = 0): number {
    const { words } = this;
    words.put(0, a);
    words.put(1, b);
    words.put(2, c);
    words.putKinds(0, false);
    this.callPutServing(target, isMethod);
    return this.words.half(shared.answer);
  }

  /**
   * Calls with the words that were put before, on another thread. Keeps the process alive until the call returns.
   *
   * @param references a bit for each word that is an interface: it is held until the call has returned
   * @param referencesOut a bit for each word that points to where a reference comes out
   * @returns the word of its answer
   */
  callPutLater(target: number, isMethod: boolean, references: number, referencesOut: number): Promise<bigint> {
    return new Promise((resolve) => {
      const token = this.#tokens.take(new LaterCall(resolve));
      this.words.put(shared.target, target);
      try {
        this.#addon.callLater(token, isMethod, references, referencesOut);
      } catch (error) {
        this.#tokens.giveBack(token);
        throw error;
      }
      this.#tokens.expect(1);
    });
  }
}
