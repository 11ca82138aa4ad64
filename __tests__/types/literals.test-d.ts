// Object literals with methods are taken as they stand, also where TypeScript looks at methods last (before 6.0).
import {
  fromBeginEnd,
  toBeginEnd,
  type AsyncCallback,
  type CallOptions,
  type CancellablePromise,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from 'begin-end';
import { expectTypeOf } from 'expect-type';

declare const result: IMFAsyncResult;

const greeter = toBeginEnd({
  async greet(name: string) {
    return `Hello, ${name}`;
  },
});
expectTypeOf(greeter.BeginGreet).toEqualTypeOf<
  (name: string, callback: AsyncCallback, state: unknown) => IMFAsyncResult
>();
expectTypeOf(greeter.EndGreet).toEqualTypeOf<(result: IMFAsyncResult) => string>();

const counter = fromBeginEnd({
  BeginCount(upTo: number, callback: IMFAsyncCallback, _state: unknown) {
    callback.Invoke(result);
    return upTo;
  },
  EndCount(_result: IMFAsyncResult) {
    return 'counted';
  },
});
expectTypeOf(counter.count).toEqualTypeOf<(upTo: number, options?: CallOptions) => CancellablePromise<string>>();

const count = fromBeginEnd(
  {
    BeginCount(_upTo: number, callback: IMFAsyncCallback, _state: unknown) {
      callback.Invoke(result);
    },
    EndCount(_result: IMFAsyncResult) {
      return 'counted';
    },
  },
  'Count',
);
expectTypeOf(count).toEqualTypeOf<(upTo: number, options?: CallOptions) => CancellablePromise<string>>();

const { BeginAdd } = toBeginEnd(
  {
    async add(a: number, b: number) {
      return a + b;
    },
  },
  'add',
);
expectTypeOf(BeginAdd).toEqualTypeOf<
  (a: number, b: number, callback: AsyncCallback, state: unknown) => IMFAsyncResult
>();

// With options, whose functions know cookie and value.
fromBeginEnd(
  {
    BeginOpen(_path: string, _callback: IMFAsyncCallback, _state: unknown) {
      return { id: 1 };
    },
    EndOpen(_result: IMFAsyncResult) {
      return new Date();
    },
  },
  {
    cancel: (cookie) => expectTypeOf(cookie).toEqualTypeOf<{ id: number }>(),
    dispose: (value) => expectTypeOf(value).toEqualTypeOf<Date>(),
  },
);
toBeginEnd(
  {
    async open(_path: string, _options?: { signal?: AbortSignal }) {
      return new Date();
    },
  },
  { passSignal: true, dispose: (value) => expectTypeOf(value).toEqualTypeOf<Date>() },
);

// A nested literal, an arrow and a getter-free class instance alike.
const arrows = fromBeginEnd({
  BeginPing: (_callback: IMFAsyncCallback, _state: unknown) => {},
  EndPing: () => 1,
});
expectTypeOf(arrows.ping).toEqualTypeOf<(options?: CallOptions) => CancellablePromise<number>>();
