// Wrappers that a library of its own would export, compiled with `declaration: true`: everything that their types mention must
// be reachable by a name of the main entry.
import {
  fromBeginEnd,
  iterateBeginEnd,
  toBeginEnd,
  whenEnded,
  type BeginEnd,
  type BeginEndMethods,
  type CallOptions,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from 'begin-end';

export interface Pair {
  BeginGet(key: string, callback: IMFAsyncCallback, state: unknown): { id: number };
  EndGet(result: IMFAsyncResult): Date;
}
export interface Promises {
  get(key: string, options?: { signal?: AbortSignal }): Promise<Date>;
}
export interface Trio {
  begin(key: string, callback: IMFAsyncCallback, state: unknown): { id: number };
  end(result: IMFAsyncResult): Date;
}
type Begin = (key: string, callback: IMFAsyncCallback, state: unknown) => { id: number };
type End = (result: IMFAsyncResult) => Date;

// --- with type parameters

export const byName = <T extends Pair>(object: T) => fromBeginEnd(object, 'Get');
export const all = <T extends Pair>(object: T) => fromBeginEnd(object);
export const allWithOptions = <T extends Pair>(object: T) => fromBeginEnd(object, { onAbort: 'wait' });
export const trio = <T extends Trio>(object: T) => fromBeginEnd(object);
export const two = <T extends Pair>(object: T) => fromBeginEnd(object.BeginGet, object.EndGet);
export const functions = <B extends Begin, E extends End>(begin: B, end: E) => fromBeginEnd(begin, end);
export const there = <T extends Promises>(object: T) => toBeginEnd(object, 'get');
export const thereWithSignal = <T extends Promises>(object: T) => toBeginEnd(object, 'get', { passSignal: true });
export const allThere = <T extends Promises>(object: T) => toBeginEnd(object);
export const allThereWithSignal = <T extends Promises>(object: T) => toBeginEnd(object, { passSignal: true });
export const functionThere = <F extends (key: string) => Promise<unknown>>(fn: F) => toBeginEnd(fn);
export const typed = <V>(read: (key: string) => Promise<V>) => fromBeginEnd(toBeginEnd(read));
// What lies between is given, because it cannot be inferred: limits.ts has what happens without it.
type Work = (...args: never[]) => Promise<unknown>;
export const thereAndBack = <F extends Work>(fn: F) => fromBeginEnd<BeginEnd<F>>(toBeginEnd(fn));
export const thereAndBackWithSignal = <F extends Work>(fn: F) =>
  fromBeginEnd<BeginEnd<F, true>>(toBeginEnd(fn, { passSignal: true }));
export const methodThereAndBack = <O extends Promises>(object: O) =>
  fromBeginEnd<BeginEndMethods<O, false, 'get'>, 'Get'>(toBeginEnd(object, 'get'), 'Get');
export const allThereAndBack = <O extends Promises>(object: O) => fromBeginEnd<BeginEndMethods<O>>(toBeginEnd(object));
export const offer = <A extends unknown[], T>(fn: (...args: A) => Promise<T>): BeginEnd<(...args: A) => Promise<T>> =>
  toBeginEnd(fn);
export const iterate = <V>(end: (result: IMFAsyncResult) => V) =>
  iterateBeginEnd((_callback: IMFAsyncCallback, _state: unknown) => {}, end);

export class Base<T extends Pair> {
  readonly get;
  readonly all;
  readonly pair;
  constructor(object: T) {
    this.get = fromBeginEnd(object, 'Get');
    this.all = fromBeginEnd(object);
    this.pair = toBeginEnd(object);
  }
}
export class Own implements Pair {
  get = fromBeginEnd(this, 'Get');
  all = fromBeginEnd(this);
  BeginGet(_key: string, _callback: IMFAsyncCallback, _state: unknown) {
    return { id: 1 };
  }
  EndGet(_result: IMFAsyncResult) {
    return new Date();
  }
}

export const measured = thereAndBack(async (key: string) => key.length)('key') satisfies Promise<number>;
// @ts-expect-error -- a key is a string
void thereAndBack(async (key: string) => key.length)(1);

// --- without

declare const pair: Pair;
declare const promises: Promises;
declare const anything: any;
export const { get } = fromBeginEnd(pair);
export const methods = fromBeginEnd(pair);
export const method = fromBeginEnd(pair, 'Get');
export const fromFunctions = fromBeginEnd(pair.BeginGet, pair.EndGet);
export const fromTrio = fromBeginEnd(toBeginEnd((key: string) => promises.get(key)));
export const pairs = toBeginEnd(promises);
export const { BeginGet, EndGet, CancelGet } = toBeginEnd(promises, 'get', { passSignal: true });
export const fromAny = fromBeginEnd(anything);
export const anyByName = fromBeginEnd(anything, 'Get');
export const toAny = toBeginEnd(anything);
export const generic = fromBeginEnd(
  <V>(value: V, _callback: IMFAsyncCallback, _state: unknown) => value,
  () => 1,
);
export const ended = whenEnded(get('key'));
export const withOptions = (options?: CallOptions) => get('key', options);
