import type { AsyncResultPlatform, IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import type { AbortPolicy, CallOptions } from './callOptions.js';

/** A native promise that can be asked to stop. */
export interface CancellablePromise<T> extends Promise<T> {
  /**
   * Asks the operation to stop, as an abort of its signal does. Once the callback has been invoked it does nothing.
   *
   * @param reason what the promise rejects with; default: an `AbortError` `DOMException`
   */
  cancel(reason?: unknown): void;
}

/** The options of `fromBeginEnd`. `Cookie` is what Begin returns, `T` what End returns. */
export interface FromBeginEndOptions<Cookie = unknown, T = unknown> {
  /**
   * Asks the operation to stop, and gets what Begin returned. Called at most once an operation, and not for a `null`
   * cookie, which says that the operation cannot be cancelled. What it throws, or rejects with, is reported.
   */
  cancel?: ((cookie: Exclude<Cookie, null>) => unknown) | undefined;
  /**
   * What an abort does to the promise. `'wait'`: it waits for the real end, and a value wins over the abort.
   * `'abandon'`: it rejects at once. Default: `'wait'` with a cancel action, `'abandon'` without one.
   */
  onAbort?: AbortPolicy | undefined;
  /** Takes a value that came too late. Default: `value[Symbol.dispose]?.()`. */
  dispose?: ((value: T) => unknown) | undefined;
  /** Handed to Begin as its state. Default: `null`. */
  state?: unknown;
  /** The name of Begin, for messages. Default: the name of the function, or `'BeginRead'` for the pair `'Read'`. */
  name?: string | undefined;
}

/** The options of `toBeginEnd`. `T` is what the promise is resolved with. */
export interface ToBeginEndOptions<T = unknown> {
  /** Gives the function `{ signal }` after its arguments; Cancel aborts that signal. Default: `false`. */
  passSignal?: boolean | undefined;
  /** Takes a value that nobody will get, after a Cancel. Default: `value[Symbol.dispose]?.()`. */
  dispose?: ((value: T) => unknown) | undefined;
  /** Makes the results and dispatches the callbacks; default: results of the library, and promise jobs. */
  platform?: AsyncResultPlatform | undefined;
  /** The name of Begin, for messages. Default: `'BeginRead'` for a function called `read`. */
  name?: string | undefined;
}

/** What a Begin method of `toBeginEnd` takes as its callback; `null` for nobody. */
export type AsyncCallback = IMFAsyncCallback | ((result: IMFAsyncResult) => unknown) | null;

/** Any method, for what is inferred; parameters are `never` because they are only ever passed on. */
type AnyMethod = (...args: never[]) => unknown;

/** The names of the pairs of an object: `'Read'` for `BeginRead` with `EndRead`, or `beginRead` with `endRead`. */
export type PairName<O> = {
  [K in keyof O]: K extends `Begin${infer X}` | `begin${infer X}`
    ? X extends ''
      ? never
      : X extends Capitalize<X>
        ? [BeginOf<O, X>, EndOf<O, X>] extends [AnyMethod, AnyMethod]
          ? X
          : never
        : never
    : never;
}[keyof O];

// Where both spellings exist the COM one counts, as at run time.
type BeginOf<O, X extends string> = `Begin${X}` extends keyof O
  ? `End${X}` extends keyof O
    ? O[`Begin${X}`]
    : CamelBeginOf<O, X>
  : CamelBeginOf<O, X>;
type CamelBeginOf<O, X extends string> = `begin${X}` extends keyof O
  ? `end${X}` extends keyof O
    ? O[`begin${X}`]
    : undefined
  : undefined;
type EndOf<O, X extends string> = `Begin${X}` extends keyof O
  ? `End${X}` extends keyof O
    ? O[`End${X}`]
    : CamelEndOf<O, X>
  : CamelEndOf<O, X>;
type CamelEndOf<O, X extends string> = `end${X}` extends keyof O ? O[`end${X}`] : undefined;

/** The arguments of Begin before its callback and state. */
type BeginArguments<Begin> = Begin extends (...args: infer P) => unknown ? WithoutCallback<P> : never;
type WithoutCallback<P> = P extends readonly [...infer A, unknown, unknown]
  ? A
  : P extends readonly [...infer A, unknown, unknown?]
    ? A
    : never;

/** What Begin of the pair `X` returns. */
export type PairCookie<O, X extends string> = BeginOf<O, X> extends (...args: never[]) => infer Cookie ? Cookie : never;
/** What End of the pair `X` returns, or promises. */
export type PairResult<O, X extends string> = EndOf<O, X> extends (...args: never[]) => infer T ? Awaited<T> : never;
/** The promise method of the pair `X`. */
export type PairMethod<O, X extends string> = (
  ...args: WithOptions<BeginArguments<BeginOf<O, X>>>
) => CancellablePromise<PairResult<O, X>>;
type WithOptions<A> = A extends readonly unknown[] ? [...A, options?: CallOptions] : never;

/** The promise methods of all pairs of an object: `read` for the pair `'Read'`. */
export type PairMethods<O> = { [X in PairName<O> as Uncapitalize<X>]: PairMethod<O, X> };

/** `read` for a method called `read` or `readAsync`. */
type BaseName<K> = K extends `${infer Base}Async` ? (Base extends '' ? K : Base) : K;
/** The names of an object's methods, without `Async`. */
export type MethodName<O> = {
  [K in keyof O]: K extends 'constructor' ? never : O[K] extends AnyMethod ? BaseName<K & string> : never;
}[keyof O];
/** Where an object has both, `readAsync` counts. */
type MethodOf<O, X extends string> = `${X}Async` extends keyof O ? O[`${X}Async`] : X extends keyof O ? O[X] : never;

/** With `passSignal` the last parameter is the library's affair, if it takes `{ signal }`. */
type WithoutSignal<A, Pass> = Pass extends true
  ? A extends readonly [...infer Rest, (infer Last)?]
    ? { signal: AbortSignal } extends Last
      ? Rest
      : A
    : A
  : A;

/** The arguments of a function, then callback and state. An argument that may be left out still may be. */
type WithCallback<A> = A extends readonly unknown[]
  ? [...OptionalExpanded<A>, callback: AsyncCallback, state: unknown]
  : never;
/** `[a, b?]` as `[a, b | undefined] | [a]`, because nothing optional can stand before a callback. */
type OptionalExpanded<A extends readonly unknown[]> =
  A extends Required<A> // as it is with a rest parameter: nothing in it is left out
    ? A
    : A extends readonly [...infer Rest, (infer _)?]
      ? OptionalFilled<A> | OptionalExpanded<Rest>
      : A;
type OptionalFilled<A extends readonly unknown[]> =
  A extends Required<A>
    ? A
    : A extends readonly [...infer Rest, (infer Last)?]
      ? [...OptionalFilled<Rest>, Last | undefined]
      : A;

type Arguments<F> = F extends (...args: infer A) => unknown ? A : never;
type Returned<F> = F extends (...args: never[]) => infer R ? Awaited<R> : never;

/** Begin of `toBeginEnd`. */
export type BeginMethod<F, Pass = false> = (
  this: ThisParameterType<F>,
  ...args: WithCallback<WithoutSignal<Arguments<F>, Pass>>
) => IMFAsyncResult;

/** What `toBeginEnd` makes of a function. */
export interface BeginEnd<F, Pass = false> {
  begin: BeginMethod<F, Pass>;
  end: (result: IMFAsyncResult) => Returned<F>;
  cancel: (result: IMFAsyncResult) => void;
}

/** What `toBeginEnd` makes of the methods of an object: three methods each. */
export type BeginEndMethods<O, X extends string, Pass = false> = {
  [N in X as `Begin${Capitalize<N>}`]: OmitThisParameter<BeginMethod<MethodOf<O, N>, Pass>>;
} & {
  [N in X as `End${Capitalize<N>}`]: (result: IMFAsyncResult) => Returned<MethodOf<O, N>>;
} & {
  [N in X as `Cancel${Capitalize<N>}`]: (result: IMFAsyncResult) => void;
};
/** What the method `X` of an object resolves to. */
export type MethodResult<O, X extends string> = Returned<MethodOf<O, X>>;
