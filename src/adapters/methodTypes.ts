/** What TypeScript calls `any`: what the types of a caller leave open stays open. */
// oxlint-disable-next-line typescript/no-explicit-any -- said here, and nowhere else
export type Untyped = any;

/** Any method, for what is inferred; parameters are `never` because they are only ever passed on. */
export type AnyMethod = (...args: never[]) => unknown;

/** 1 where `N` has members or depends on a type parameter, `never` where it is `never`. */
export type Some<N> = [1] extends [N extends unknown ? 1 : never] ? 1 : never;
/** 1 for `any` and for a type parameter, `never` for every other object. */
export type IsOpen<O> = Some<O extends never ? 1 : never>;

/** A member as a method, `never` where it is none. */
export type AsMethod<M> = 0 extends 1 & M
  ? UntypedMethod
  : [M] extends [AnyMethod]
    ? M
    : [M, Function] extends [Function, M]
      ? UntypedMethod
      : never;
type UntypedMethod = (...args: Untyped[]) => Untyped;

/** What a method returns. */
export type Returned<M> = AsMethod<M> extends (...args: never[]) => infer R ? R : never;

/** A member of an object. Where an index signature says `unknown`, it may be called like `any`. */
export type Member<O, K> = K extends keyof O
  ? string extends keyof O
    ? unknown extends O[K]
      ? Untyped
      : O[K]
    : O[K]
  : undefined;
/** The name, where a member of an index signature may be a method. */
export type IndexName<M> = unknown extends M ? string : [AsMethod<M>] extends [never] ? never : string;
