import { warn } from './host.js';
import { fieldOf } from './isCancelled.js';
import { settled } from './nativePromise.js';

/** A symbol of the host, or that by which polyfills define it. @param symbols tests hand in others */
export const symbolOf = <Name extends 'dispose' | 'asyncDispose'>(
  name: Name,
  symbols: Partial<SymbolConstructor> = Symbol,
): SymbolConstructor[Name] => symbols[name] ?? (Symbol.for(`Symbol.${name}`) as never);

export const dispose: typeof Symbol.dispose = /* @__PURE__ */ symbolOf('dispose');
export const asyncDispose: typeof Symbol.asyncDispose = /* @__PURE__ */ symbolOf('asyncDispose');

/**
 * A close that goes on after its call has returned. Its failure goes to the callers of `wait`; where there is none, it is
 * warned about.
 */
export class Closing {
  readonly #operation: string;
  #promise: Promise<void> = settled;
  #isAwaited = false;

  /** @param operation the name of the call, for the warning */
  constructor(operation: string) {
    this.#operation = operation;
  }

  /** Runs the close, once. */
  run(close: () => unknown): void {
    this.#promise = (async () => {
      await close();
    })();
    this.#promise.catch((error: unknown) => {
      if (this.#isAwaited) return;
      const words = String(fieldOf(error, 'message'));
      // The errors of this library name their operation already.
      const message = words.startsWith(`${this.#operation}: `) ? words : `${this.#operation}: ${words}`;
      warn(`${message}, the close may be incomplete`, 'BeginEndWarning', 'close-failed');
    });
  }

  /** Settles as the close does; resolves at once where none is running. */
  wait(): Promise<void> {
    // A caller that waits before the close has begun, or inside its call, is not told how the close ends.
    this.#isAwaited = this.#promise !== settled;
    return this.#promise;
  }

  /** Resolves when the close is over, for a caller that does not report its failure: that is still warned about. */
  over(): Promise<void> {
    return this.#promise.catch(() => {});
  }
}
