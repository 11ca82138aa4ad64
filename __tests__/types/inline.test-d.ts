// A Begin and an End that are written on the spot know their callback, state and result.
import {
  fromBeginEnd,
  type CallOptions,
  type CancellablePromise,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from 'begin-end';
import { expectTypeOf } from 'expect-type';

declare const result: IMFAsyncResult;

const inline = fromBeginEnd(
  (n: number, callback, state) => {
    expectTypeOf(callback).toEqualTypeOf<IMFAsyncCallback>();
    expectTypeOf(state).toBeUnknown();
    return n;
  },
  (own) => {
    expectTypeOf(own).toEqualTypeOf<IMFAsyncResult>();
    return 'text';
  },
  { cancel: (cookie) => expectTypeOf(cookie).toEqualTypeOf<number>() },
);
expectTypeOf(inline).toEqualTypeOf<(n: number, options?: CallOptions) => CancellablePromise<string>>();
const bare = fromBeginEnd(
  (callback) => callback.Invoke(result),
  () => 1,
);
expectTypeOf(bare).toEqualTypeOf<(options?: CallOptions) => CancellablePromise<number>>();
const six = fromBeginEnd(
  (_1: 1, _2: 2, _3: 3, _4: 4, _5: 5, _6: 6, callback, _state) => callback.Invoke(result),
  () => 1,
);
expectTypeOf(six).parameters.toEqualTypeOf<[1, 2, 3, 4, 5, 6, options?: CallOptions]>();
