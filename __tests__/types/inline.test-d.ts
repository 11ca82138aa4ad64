// A Begin and an End that are written on the spot know their callback, state and result.
import {
  fromBeginEnd,
  iterateBeginEnd,
  type BeginEndIterator,
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

// What cancel and dispose take may be annotated.
const annotated = fromBeginEnd(
  (n: number, _callback, _state) => ({ n }),
  () => 'text',
  { cancel: (cookie: { n: number }) => cookie.n, dispose: (text: string) => text.length },
);
expectTypeOf(annotated).toEqualTypeOf<(n: number, options?: CallOptions) => CancellablePromise<string>>();
fromBeginEnd(
  (n: number, _callback, _state) => ({ n }),
  () => 'text',
  // @ts-expect-error -- the cookie is no Date
  { cancel: (cookie: Date) => cookie.getTime() },
);
const iterated = iterateBeginEnd(
  (_callback, _state) => ({ n: 1 }),
  () => 'text',
  { cancel: (cookie: { n: number }) => cookie.n, dispose: (text: string) => text.length },
);
expectTypeOf(iterated).toEqualTypeOf<BeginEndIterator<string>>();
iterateBeginEnd(
  (_callback, _state) => ({ n: 1 }),
  () => 'text',
  // @ts-expect-error -- the cookie is no Date
  { cancel: (cookie: Date) => cookie.getTime() },
);
