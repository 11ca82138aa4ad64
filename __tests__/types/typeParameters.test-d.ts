// Type parameters, and `this` of a class, are taken where their constraint has what is asked for.
import {
  fromBeginEnd,
  toBeginEnd,
  type CallOptions,
  type CancellablePromise,
  type IMFAsyncCallback,
  type IMFAsyncResult,
  type IMFByteStream,
} from 'begin-end';
import { expectTypeOf } from 'expect-type';

declare const result: IMFAsyncResult;
declare const bytes: Uint8Array;

interface Doubler {
  BeginDouble(value: number, callback: IMFAsyncCallback, state: unknown): void;
  EndDouble(result: IMFAsyncResult): number;
}
export function doubleOf<T extends Doubler>(doubler: T) {
  const double = fromBeginEnd(doubler, 'Double');
  void double(1, { onAbort: 'wait' }).then((value) => value.toFixed());
  return double;
}
export function allOf<T extends Doubler>(doubler: T) {
  const all = fromBeginEnd(doubler);
  void all.double(1).then((value) => value.toFixed());
  return all;
}
declare const doubler: Doubler & { BeginOther(callback: IMFAsyncCallback, state: unknown): void; EndOther(): Date };
expectTypeOf(doubleOf(doubler)).toEqualTypeOf<(value: number, options?: CallOptions) => CancellablePromise<number>>();
expectTypeOf(allOf(doubler).other()).resolves.toEqualTypeOf<Date>();
// @ts-expect-error -- the constraint has no such pair
export const tripleOf = <T extends Doubler>(object: T) => fromBeginEnd(object, 'Triple');

export class DoublerWithPromises implements Doubler {
  double = fromBeginEnd(this, 'Double');
  all = fromBeginEnd(this);
  BeginDouble(_value: number, _callback: IMFAsyncCallback, _state: unknown): void {}
  EndDouble(_result: IMFAsyncResult): number {
    return 2;
  }
  async quadruple(value: number): Promise<number> {
    return this.double(await this.double(value));
  }
}
expectTypeOf(new DoublerWithPromises().double(1)).resolves.toEqualTypeOf<number>();
expectTypeOf(new DoublerWithPromises().all.double(1)).resolves.toEqualTypeOf<number>();

export class StreamReader<S extends IMFByteStream> {
  readonly stream: S;
  readonly read;
  readonly streams;
  constructor(stream: S) {
    this.stream = stream;
    this.read = fromBeginEnd(stream, 'Read');
    this.streams = fromBeginEnd(stream);
  }
  async bytes(): Promise<number> {
    return (await this.read(bytes, 5)) + (await this.streams.read(bytes, 5, { onAbort: 'abandon' }));
  }
}

interface Greeter {
  greet(name: string): Promise<string>;
}
export function pairOf<T extends Greeter>(object: T) {
  const pair = toBeginEnd(object, 'greet');
  pair.BeginGreet('you', null, null);
  pair.EndGreet(result).toUpperCase();
  return pair;
}
export function pairsOf<T extends Greeter>(object: T) {
  return toBeginEnd(object);
}
export function beginEndOf<F extends (...args: never[]) => Promise<unknown>>(fn: F) {
  return toBeginEnd(fn);
}
expectTypeOf(beginEndOf(async (a: number) => `${a}`).end(result)).toEqualTypeOf<string>();
// @ts-expect-error -- the constraint has no such method
export const leave = <T extends Greeter>(object: T) => toBeginEnd(object, 'leave');
