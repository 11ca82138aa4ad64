// What fromBeginEnd infers. Three ideas recur:
//
// - Concrete objects are checked, type parameters are let through: `[Some<…>] extends [never]` is false for every type parameter,
//   whatever it will stand for, so that only the other branch counts for it.
// - What depends on an object begins with `O extends unknown ?`: of a type parameter it is then what it is of its constraint, and
//   editors show the outcome in place of the name of the type.
// - Where nothing is inferred, a default stands in for it: `any`, which each check lets through, or `never`. Before TypeScript 6.0
//   that happens to each object literal with methods, for a moment.
import type { IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import type { CallOptions } from './callOptions.js';
import type { AnyMethod, AsMethod, IndexName, IsOpen, Member, Returned, Some, Untyped } from './methodTypes.js';
import type { Expanded } from './trioTypes.js';
import type { CancellablePromise, FromBeginEndOptions } from './types.js';

// --- the two halves of a pair

/** What is wrong with a pair, as a sentence; `never` where it works. */
export type PairFault<Begin, End> = [BeginFault<Begin>] extends [never] ? EndFault<End> : BeginFault<Begin>;

export type BeginFault<Begin> = [AsMethod<Begin>] extends [never]
  ? 'its Begin is no function'
  : AsMethod<Begin> extends (...args: infer P) => unknown
    ? [IMFAsyncCallback] extends [Split<P>[1]]
      ? never
      : 'its Begin takes no IMFAsyncCallback before its last parameter'
    : never;

export type EndFault<End> = [AsMethod<End>] extends [never]
  ? 'its End is no function'
  : AsMethod<End> extends (...args: infer P) => unknown
    ? P extends readonly [(infer R)?, ...infer Rest]
      ? [] extends Rest
        ? [IMFAsyncResult] extends [R]
          ? never
          : [R] extends [IMFAsyncResult]
            ? never
            : 'its End takes no IMFAsyncResult'
        : 'its End needs more than the result'
      : never
    : never;

/** The parameters of Begin as `[arguments, callback]`. */
type Split<P> = P extends readonly [...infer A, infer C, unknown]
  ? [A, C]
  : P extends readonly unknown[]
    ? number extends P['length']
      ? [P, P[number]]
      : P extends readonly []
        ? [[], never]
        : P extends readonly [(infer C)?]
          ? [[], C]
          : P extends readonly [...infer A, (infer C)?, unknown?]
            ? [A, C]
            : never
    : never;

/** The arguments of Begin, then the call options. */
type AdaptedArguments<Begin> =
  AsMethod<Begin> extends (...args: infer P) => unknown
    ? Split<P>[0] extends infer A extends readonly unknown[]
      ? [...Merged<A>, options?: CallOptions]
      : never
    : never;

/** `[a, b | undefined] | [a]`, as Begin of `toBeginEnd` has it, as `[a, b?]`. */
type Merged<A extends readonly unknown[]> = number extends A['length']
  ? A
  : [Shortest<A>, Longest<A>] extends [infer S extends readonly unknown[], infer L extends readonly unknown[]]
    ? L extends readonly [...{ [K in keyof S]: unknown }, ...infer Tail]
      ? [Expanded<[...S, ...Partial<Tail>]>] extends [A]
        ? [...S, ...Partial<Tail>]
        : A
      : A
    : A;
type Shortest<A extends readonly unknown[], All extends readonly unknown[] = A> = A extends unknown
  ? [Exclude<All['length'], A['length']> & Partial<A>['length']] extends [never]
    ? A
    : never
  : never;
type Longest<A extends readonly unknown[], All extends readonly unknown[] = A> = A extends unknown
  ? [Exclude<All['length'], Partial<A>['length']>] extends [never]
    ? A
    : never
  : never;

/** What `cancel` and `dispose` get. */
export type PairOptions<Begin, End> = FromBeginEndOptions<
  NoInfer<Exclude<Returned<Begin>, null>>,
  NoInfer<Awaited<Returned<End>>>
>;

// --- two functions

/** The promise function of two functions. */
export type AdaptedFunction<Begin, End> = Begin extends unknown
  ? unknown extends ThisParameterType<Begin>
    ? BoundFunction<Begin, End>
    : (this: ThisParameterType<Begin>, ...args: AdaptedArguments<Begin>) => CancellablePromise<Awaited<Returned<End>>>
  : never;
type BoundFunction<Begin, End> = Begin extends unknown
  ? (...args: AdaptedArguments<Begin>) => CancellablePromise<Awaited<Returned<End>>>
  : never;

/** End, its parameters compared loosely: it may ask for a result of a class of its own. */
export type EndFunction<This, T> = { bivariant(this: This, result: IMFAsyncResult): T }['bivariant'];

/** An End that fits, for a Begin whose type says all of it. */
export type EndOf<Begin, End> = [Begin] extends [never]
  ? EndFunction<unknown, unknown>
  : [IsPlain<Begin>] extends [true]
    ? [PairFault<Begin, [End] extends [never] ? AnyMethod : End>] extends [never]
      ? End | EndFunction<ThisParameterType<Begin>, unknown>
      : never
    : never;
/** Whether a function has one signature, without type parameters: then its parameters and result say all of it. */
type IsPlain<F> = AsMethod<F> extends (...args: infer P) => infer R ? Same<AsMethod<F>, (...args: P) => R> : never;
// Two conditional types are one only where what they compare with is: the compiler compares signatures no more strictly elsewhere.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it is what makes the conditional types wait
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/**
 * Gives the callback and the state of a Begin that is written on the spot their types. Of several signatures those count
 * that have at least as many parameters as the function, and a parameter has all types that stand in its place.
 */
export interface InlineBegin {
  (callback: IMFAsyncCallback, state: unknown): unknown;
  (a: never, callback: IMFAsyncCallback, state: unknown): unknown;
  (a: never, b: never, callback: IMFAsyncCallback, state: unknown): unknown;
  (a: never, b: never, c: never, callback: IMFAsyncCallback, state: unknown): unknown;
  (a: never, b: never, c: never, d: never, callback: IMFAsyncCallback, state: unknown): unknown;
  (a: never, b: never, c: never, d: never, e: never, callback: IMFAsyncCallback, state: unknown): unknown;
  (a: never, b: never, c: never, d: never, e: never, f: never, callback: IMFAsyncCallback, state: unknown): unknown;
}

// --- the pairs of an object

/** Begin and End of the pair `X`. The COM spelling counts where both exist. */
type Pair<O, X extends string> = `Begin${X}` | `End${X}` extends keyof O
  ? [Member<O, `Begin${X}`>, Member<O, `End${X}`>]
  : [Member<O, `begin${X}`>, Member<O, `end${X}`>];

/**
 * The names of the pairs that work: `'Read'` for `BeginRead` with `EndRead`, or `beginRead` with `endRead`. Without `-?`, an
 * optional member of whatever kind would add `undefined` to them.
 */
export type PairName<O> = [O] extends [unknown]
  ? {
      [K in keyof O]-?: string extends K
        ? IndexName<O[K]>
        : K extends `Begin${infer X}` | `begin${infer X}`
          ? X extends ''
            ? never
            : X extends Capitalize<X>
              ? [PairFault<Pair<O, X>[0], Pair<O, X>[1]>] extends [never]
                ? X
                : never
              : never
          : never;
    }[keyof O]
  : never;
/** The names that may be asked for: any, where the object is a type parameter or `any`. */
export type KnownPairName<O> = [IsOpen<O>] extends [never] ? PairName<O> : string;

/** An object with the pair `X`. The name of a concrete one is checked; of a type parameter, its constraint is. */
export type WithPair<O, X extends string> = 0 extends 1 & O
  ? O
  : [IsOpen<O>] extends [never]
    ? O
    : HasMethod<`Begin${X}` | `End${X}`> | HasMethod<`begin${X}` | `end${X}`>;
type HasMethod<Name extends string> = { [K in Name]: AnyMethod | Function };
/** An object with pairs. */
export type WithPairs<O> = [Some<PairName<O>>] extends [never] ? never : O;
/** An object that is itself a pair, called `begin` and `end`, and has no other. */
export type WithTrio<O> = [Some<O>] extends [never]
  ? InlineTrio
  : [IsOpen<O>] extends [never]
    ? [PairName<O>, PairFault<Member<O, 'begin'>, Member<O, 'end'>>] extends [never, never]
      ? O
      : never
    : { begin: Function; end: Function };
interface InlineTrio {
  begin: InlineBegin;
  end: EndFunction<unknown, unknown>;
  cancel?: Untyped;
}
/** An object that TypeScript knows nothing about. */
export type Unknown<O> = 0 extends 1 & O ? O : never;

export type NamedOptions<O, X extends string> = PairOptions<Pair<O, X>[0], Pair<O, X>[1]>;
export type TrioOptions<O> = PairOptions<Member<O, 'begin'>, Member<O, 'end'>>;
/** Of all pairs at once: `cancel` and `dispose` get what any of them gives. */
export type WholeOptions<O> = FromBeginEndOptions<AnyCookie<O, PairName<O>>, AnyValue<O, PairName<O>>>;
type AnyCookie<O, X extends string> = X extends unknown ? Returned<Pair<O, X>[0]> : never;
type AnyValue<O, X extends string> = X extends unknown ? Awaited<Returned<Pair<O, X>[1]>> : never;

// --- what becomes of them

/**
 * The promise method of the pair `X` of an object. It has a name for declaration files alone: where a function with a type
 * parameter returns what `fromBeginEnd` gives, the compiler writes it there.
 */
export type PairMethod<O, X extends string> = O extends unknown ? BoundFunction<Pair<O, X>[0], Pair<O, X>[1]> : never;

/** The promise methods of all pairs of an object: `read` for the pair `'Read'`. It has a name for declaration files alone. */
export type PairMethods<O> = O extends unknown ? { [X in PairName<O> as Uncapitalize<X>]: PairMethod<O, X> } : never;

/** The promise function of an object with `begin` and `end`. It has a name for declaration files alone. */
export type TrioFunction<O> = O extends unknown ? AdaptedFunction<Member<O, 'begin'>, Member<O, 'end'>> : never;

/** Whatever may become of an object that TypeScript knows nothing about: a promise function, or promise methods. */
export type UntypedMethods<O> = O extends unknown
  ? {
      (...args: Untyped[]): CancellablePromise<Untyped>;
      [method: string]: (...args: Untyped[]) => CancellablePromise<Untyped>;
    }
  : never;
