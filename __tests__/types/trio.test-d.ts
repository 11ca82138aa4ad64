// An object with `begin` and `end` is one pair: what toBeginEnd makes of a function becomes that function again.
import {
  fromBeginEnd,
  toBeginEnd,
  type CallOptions,
  type CancellablePromise,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from 'begin-end';
import { expectTypeOf } from 'expect-type';

declare const result: IMFAsyncResult;

interface Doubler {
  BeginDouble(value: number, callback: IMFAsyncCallback, state: unknown): void;
  EndDouble(result: IMFAsyncResult): number;
}
const length = async (text: string, times?: number) => text.length * (times ?? 1);
const lengthAgain = fromBeginEnd(toBeginEnd(length));
expectTypeOf(lengthAgain).toEqualTypeOf<
  (text: string, times?: number, options?: CallOptions) => CancellablePromise<number>
>();
const lengthTwice = fromBeginEnd(toBeginEnd(lengthAgain));
void lengthTwice('a', 1);
const own = fromBeginEnd(
  {
    begin: (_n: number, _callback: IMFAsyncCallback, _state: unknown) => ({ id: 1 }),
    end: (_result: IMFAsyncResult) => 'text',
    cancel: (_cookie: { id: number }) => {},
  },
  { dispose: (value) => expectTypeOf(value).toEqualTypeOf<string>(), onAbort: 'wait' },
);
expectTypeOf(own).toEqualTypeOf<(n: number, options?: CallOptions) => CancellablePromise<string>>();
const methods = fromBeginEnd({
  begin(_n: number, callback: IMFAsyncCallback, _state: unknown) {
    callback.Invoke(result);
  },
  end(_result: IMFAsyncResult) {
    return 'text';
  },
});
expectTypeOf(methods).toEqualTypeOf<(n: number, options?: CallOptions) => CancellablePromise<string>>();
const inlineTrio = fromBeginEnd({
  begin: (_n: number, callback, _state) => expectTypeOf(callback).toEqualTypeOf<IMFAsyncCallback>(),
  end: (given) => expectTypeOf(given).toEqualTypeOf<IMFAsyncResult>(),
});
expectTypeOf(inlineTrio).parameters.toEqualTypeOf<[n: number, options?: CallOptions]>();
export const trioOf = <T extends { begin: typeof BeginSeek; end: typeof EndSeek }>(trio: T) => {
  const seekBy = fromBeginEnd(trio);
  void seekBy(1n).then((position) => position.toString());
  return seekBy;
};
declare const anyTrio: any;
expectTypeOf(fromBeginEnd(anyTrio)(1, 'a')).resolves.toBeAny();
// An object that has pairs counts by its pairs.
declare const transaction: Doubler & { begin(): void; end(): void };
expectTypeOf(fromBeginEnd(transaction).double).toEqualTypeOf(lengthOfDouble);
declare const lengthOfDouble: (value: number, options?: CallOptions) => CancellablePromise<number>;
declare const both: Doubler & { begin: typeof BeginSeek; end: typeof EndSeek };
expectTypeOf(fromBeginEnd(both).double).toEqualTypeOf(lengthOfDouble);
// @ts-expect-error -- half a trio
fromBeginEnd({ begin: (_callback: IMFAsyncCallback, _state: unknown) => {} });
// @ts-expect-error -- its callback is a function
fromBeginEnd({ begin: (_callback: () => void, _state: unknown) => {}, end: () => 1 });

declare function BeginSeek(offset: bigint, callback: IMFAsyncCallback, state: unknown): void;
declare function EndSeek(result: IMFAsyncResult): bigint;
const seek = toBeginEnd(fromBeginEnd(BeginSeek, EndSeek));
expectTypeOf(seek.begin).toBeCallableWith(1n, null, null);
expectTypeOf(seek.begin).toBeCallableWith(1n, { onAbort: 'wait' }, null, null);
expectTypeOf(seek.end(result)).toEqualTypeOf<bigint>();

interface Station {
  frequency: number;
}
const tune = fromBeginEnd(
  toBeginEnd(async function (this: Station, to: number) {
    return this.frequency === to;
  }),
);
expectTypeOf(tune).thisParameter.toEqualTypeOf<Station>();
