import { reportMisuse, type Reporter } from './misuse.js';

/**
 * What both directions share: an operation that is settled once.
 *
 *     open ── fulfil(value) ──▶ settled        the promise is resolved; the callback is invoked
 *      ├───── fail(error) ────▶ settled
 *      └───── abandon(reason) ▶ abandoned      settled with the reason, while the work goes on; when it completes
 *                                              after all, its value is disposed and its failure is silent
 */
const OPEN = 0;
const SETTLED = 1;
const ABANDONED = 2;

/** What all operations of one adapter share. */
export interface Adapter extends Reporter {
  /** The name of Begin, for messages. */
  readonly name: string;
  /** Takes a value that came too late. */
  readonly dispose: (value: never) => unknown;
}

export abstract class Operation<T> {
  #phase: typeof OPEN | typeof SETTLED | typeof ABANDONED = OPEN;

  /** Tells whoever waits; called once. */
  protected abstract settle(failed: boolean, outcome: unknown): void;

  protected abstract get adapter(): Adapter;

  protected fulfil(value: T): void {
    if (this.#phase === OPEN) {
      this.#phase = SETTLED;
      this.settle(false, value);
    } else {
      this.discard(value);
    }
  }

  /** Says whether anybody waited for it. */
  protected fail(error: unknown): boolean {
    const open = this.#phase === OPEN;
    if (open) {
      this.#phase = SETTLED;
      this.settle(true, error);
    }
    return open;
  }

  protected abandon(reason: unknown): void {
    if (this.#phase === OPEN) {
      this.#phase = ABANDONED;
      this.settle(true, reason);
    }
  }

  /** Disposes a value that nobody will get. A promise is waited for; its failure is silent. */
  protected discard(value: unknown): void {
    if (isThenable(value)) {
      attempt(() => value, silent, (late) => this.discard(late));
      return;
    }
    const { adapter } = this;
    attempt(
      () => adapter.dispose(value as never),
      (error) =>
        reportMisuse(adapter, {
          kind: 'dispose-failed',
          operation: adapter.name,
          message: `${adapter.name}: disposing a value that came too late failed, it may leak`,
          error,
        }),
    );
  }
}

const silent = (): void => {};

/** Runs an action of the user's. `failed` hears what it throws, or what the promise that it returns rejects with. */
export function attempt(
  action: () => unknown,
  failed: (error: unknown) => void,
  done?: (value: unknown) => void,
): void {
  try {
    const value = action();
    if (isThenable(value)) Promise.resolve(value).then(done, failed);
    else done?.(value);
  } catch (error) {
    failed(error);
  }
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return false;
  try {
    return typeof (value as { then?: unknown }).then === 'function';
  } catch {
    return false; // a getter that throws makes no promise
  }
}

// Symbol.dispose is younger than some browsers; whoever polyfills it does so under this name.
const disposeSymbol: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');

/** The default of every `dispose` option: explicit resource management's own method, where the value has it. */
export const disposeByDefault = (value: Partial<Disposable> | null | undefined): void =>
  value?.[disposeSymbol]?.();
