// What toBeginEnd infers; pairTypes.ts says by which ideas.
import type { IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import type { AnyMethod, AsMethod, IndexName, IsOpen, Member, Returned, Some } from './methodTypes.js';
import type { AsyncCallback, ToBeginEndOptions } from './types.js';

// --- functions

/** A function; no class, which can only be constructed, and not `any`, which may as well be an object. */
export type FunctionOf<F> = [Some<0 extends 1 & F ? never : NoClass<F>>] extends [never] ? never : F;
/** `never` for a class. */
export type NoClass<F> = F extends AnyMethod
  ? unknown
  : F extends abstract new (...args: never) => unknown
    ? never
    : unknown;

export type FunctionOptions<F, Pass> = ToBeginEndOptions<Awaited<Returned<F>>> & { passSignal?: Pass | undefined };

// --- the methods of an object

/** The names of an object's methods, without `Async`. Without `-?`, an optional member of whatever kind would add `undefined`. */
export type MethodName<O> = [O] extends [unknown]
  ? {
      [K in keyof O]-?: string extends K
        ? IndexName<O[K]>
        : K extends 'constructor'
          ? never
          : [AsMethod<O[K]>] extends [never]
            ? never
            : BaseName<K & string>;
    }[keyof O]
  : never;
/** `read` for a method called `read` or `readAsync`. */
type BaseName<K> = K extends `${infer Base}Async` ? (Base extends '' ? K : Base) : K;
/** The names that may be asked for: any, where the object is a type parameter or `any`. */
export type KnownMethodName<O> = [IsOpen<O>] extends [never] ? MethodName<O> : string;

/** An object with the method `X`. The name of a concrete one is checked; of a type parameter, its constraint is. */
export type WithMethod<O, X extends string> = 0 extends 1 & O
  ? O
  : [IsOpen<O>] extends [never]
    ? O
    : { [K in X]: AnyMethod | Function } | { [K in `${X}Async`]: AnyMethod | Function };
/** An object with methods; no class, which would be taken for a function. */
export type WithMethods<O> = [Some<NoClass<O> & MethodName<O>>] extends [never] ? never : O;

/** Where an object has both, `readAsync` counts. */
type MethodOf<O, X extends string> = `${X}Async` extends keyof O ? Member<O, `${X}Async`> : Member<O, X>;
/** What the method `X` resolves to. */
type MethodResult<O, X extends string> = X extends unknown ? Awaited<Returned<MethodOf<O, X>>> : never;
export type MethodOptions<O, X extends string, Pass> = ToBeginEndOptions<MethodResult<O, X>> & {
  passSignal?: Pass | undefined;
};

// --- the parameters of Begin

/** Those of the function, then callback and state. */
type BeginParameters<F, Pass> =
  AsMethod<F> extends (...args: infer A) => unknown
    ? (Pass extends true ? Filled<WithoutSignal<A>> : Expanded<A>) extends infer B extends readonly unknown[]
      ? B extends unknown
        ? [...B, callback: AsyncCallback, state: unknown]
        : never
      : never
    : never;

/** With `passSignal` the library gives the last argument, if the type of it names a signal. */
type WithoutSignal<A extends readonly unknown[]> = A extends readonly [...infer Rest, (infer Last)?]
  ? [NamesSignal<Last>] extends [never]
    ? A
    : Rest
  : A;
type NamesSignal<P> = 0 extends 1 & P
  ? never
  : P extends object
    ? string extends keyof P
      ? never
      : 'signal' extends keyof P
        ? { signal: AbortSignal } extends P
          ? 1
          : never
        : never
    : never;

/** `[a, b?]` as `[a, b | undefined] | [a]`, because nothing optional can stand before a callback. */
export type Expanded<A extends readonly unknown[]> = Steps<A, [], never>;
/** `[a, b?]` as `[a, b | undefined]`: were `b` left out, the signal would take its place. */
type Filled<A extends readonly unknown[]> = Exclude<Steps<A, [], 'filled'>, 'filled'>;

/** One element after the other; what may be left out is left out, or not where `Short` says so. */
type Steps<A extends readonly unknown[], Head extends readonly unknown[], Short> =
  A extends Required<A>
    ? [...Head, ...A]
    : A extends readonly [unknown?, ...infer Rest]
      ? First<A, Rest> extends infer F extends readonly unknown[]
        ? F extends Required<F>
          ? Steps<Rest, [...Head, ...F], Short>
          : ([Short] extends [never] ? Head : Short) | Steps<Rest, [...Head, ...OrUndefined<Required<F>>], Short>
        : never
      : never;
/** The first element, cut out with its name where TypeScript can. */
type First<A extends readonly unknown[], Rest extends readonly unknown[]> = number extends A['length']
  ? A extends readonly [unknown, ...unknown[]]
    ? [A[0]]
    : [A[0]?]
  : A extends readonly [...infer F, ...Rest]
    ? F
    : never;
type OrUndefined<A extends readonly unknown[]> = { [K in keyof A]: A[K] | undefined };

// --- what becomes of them

/**
 * What `toBeginEnd` makes of a function. It has a name for declaration files alone: where a function with a type parameter
 * returns what `toBeginEnd` gives, the compiler writes it there.
 */
export type BeginEnd<F, Pass = false> = F extends unknown
  ? {
      /** Starts the function; takes its arguments, then callback and state. */
      begin: BeginMethod<F, Pass>;
      /** Gives the value, or throws what the function threw. */
      end: (result: IMFAsyncResult) => Awaited<Returned<F>>;
      /** Asks the function to stop. */
      cancel: (result: IMFAsyncResult) => void;
    }
  : never;
type BeginMethod<F, Pass> =
  unknown extends ThisParameterType<F>
    ? (...args: BeginParameters<F, Pass>) => IMFAsyncResult
    : (this: ThisParameterType<F>, ...args: BeginParameters<F, Pass>) => IMFAsyncResult;

/**
 * What `toBeginEnd` makes of the method `X` of an object, or of all methods where `X` is `string`: three methods each. It has a
 * name for declaration files alone.
 */
export type BeginEndMethods<O, Pass = false, X extends string = string> = O extends unknown
  ? {
      [N in NameOf<O, X> as `Begin${Capitalize<N>}`]: (
        ...args: BeginParameters<MethodOf<O, N>, Pass>
      ) => IMFAsyncResult;
    } & {
      [N in NameOf<O, X> as `End${Capitalize<N>}`]: (result: IMFAsyncResult) => MethodResult<O, N>;
    } & {
      [N in NameOf<O, X> as `Cancel${Capitalize<N>}`]: (result: IMFAsyncResult) => void;
    } extends infer T
    ? { [K in keyof T]: T[K] }
    : never
  : never;
type NameOf<O, X extends string> = string extends X ? MethodName<O> : X;
