// What the last overloads of both adapters take: nothing. Compilers show the errors of the last overload, so its parameters are what
// the arguments would have to be, or a sentence that says what is wrong with them.
import type { AnyMethod, Member } from './methodTypes.js';
import type {
  BeginFault,
  EndFault,
  EndFunction,
  InlineBegin,
  NamedOptions,
  PairFault,
  PairName,
  PairOptions,
  TrioOptions,
  WholeOptions,
} from './pairTypes.js';
import type { FunctionOptions, MethodName, MethodOptions, NoClass } from './trioTypes.js';

type Explained<Fault, T> = [Fault] extends [never] ? T : Fault;
type NamesOr<Name, Sentence> = [Name] extends [never] ? Sentence : Name;
/** `Yes` where options are right: of the right types, and all of them known. */
type Fits<T, Options, Yes, No> = T extends Options | undefined
  ? [Exclude<keyof T, keyof Options>] extends [never]
    ? Yes
    : No
  : No;

// --- fromBeginEnd

/** Of one argument. The first branch is there to infer `O`. */
export type NoPairs<O> = [O] extends [never]
  ? O
  : O extends AnyMethod
    ? 'Begin alone is no pair, its End is the second argument'
    : 'the object has no Begin/End pair that works';

/**
 * Of two arguments, or three. A compiler first judges the others where one is a function whose parameters have no types yet;
 * that one's type parameter is its constraint then, and must not be blamed for what it is not. Where the second is a name, the
 * first is no such function.
 */
export type NoPairFirst<First, Second, Third> = [IsWaiting<First>, IsName<Second>] extends [true, false]
  ? InlineBegin | Function
  : Explained<
      Second extends Function ? BeginFault<First> : never,
      [SecondFault<First, Second>] extends [never] ? Fits<Third, OptionsFor<First, Second>, never, First> : First
    >;
export type NoPairSecond<First, Second> =
  IsWaiting<Second> extends true
    ? Second | EndFunction<unknown, unknown>
    : Explained<SecondFault<First, Second>, Second>;
export type NoPairThird<First, Second, Third> = true extends IsWaiting<First> | IsWaiting<Second>
  ? Third
  : Fits<Third, OptionsFor<First, Second>, Third, OptionsFor<First, Second>>;
/** Whether a type is as wide as the constraint of the first or second argument; `any` is not. */
type IsWaiting<T> = 0 extends 1 & T
  ? false
  : [object] extends [T]
    ? [T] extends [string | object]
      ? true
      : false
    : false;
type IsName<T> = [T] extends [string] ? true : false;

type SecondFault<First, Second> = Second extends string
  ? NameFault<First, Second>
  : Second extends Function
    ? EndFault<Second>
    : Fits<Second, OptionsFor<First, Second>, never, OptionsFor<First, Second>>;
type NameFault<O, X extends string> = `Begin${X}` extends keyof O
  ? `End${X}` extends keyof O
    ? PairFault<Member<O, `Begin${X}`>, Member<O, `End${X}`>>
    : `the object has Begin${X}, and no End${X}`
  : `begin${X}` extends keyof O
    ? `end${X}` extends keyof O
      ? PairFault<Member<O, `begin${X}`>, Member<O, `end${X}`>>
      : `the object has begin${X}, and no end${X}`
    : NamesOr<PairName<O>, 'the object has no Begin/End pair that works'>;
type OptionsFor<First, Second> = Second extends string
  ? NamedOptions<First, Second>
  : Second extends Function
    ? PairOptions<First, Second>
    : [PairName<First>] extends [never]
      ? TrioOptions<First>
      : WholeOptions<First>;

// --- toBeginEnd

/** Of one argument. The first branch is there to infer `O`. */
export type NoMethods<O> = [O] extends [never]
  ? O
  : [NoClass<O>] extends [never]
    ? 'a class cannot be called, give an instance or the name of a static method'
    : 'the object has no method';

/** Of two arguments, or three. */
export type NoMethodFirst<O, Second, Third> = [MethodFault<O, Second>] extends [never]
  ? Fits<Third, MethodOptionsFor<O, Second>, never, O>
  : O;
export type NoMethodSecond<O, Second> = Explained<MethodFault<O, Second>, Second>;
export type NoMethodThird<O, Second, Third> = Fits<
  Third,
  MethodOptionsFor<O, Second>,
  Third,
  MethodOptionsFor<O, Second>
>;

type MethodFault<O, Second> = Second extends string
  ? Second extends MethodName<O>
    ? never
    : NamesOr<MethodName<O>, 'the object has no method'>
  : Fits<Second, MethodOptionsFor<O, Second>, never, MethodOptionsFor<O, Second>>;
type MethodOptionsFor<O, Second> = Second extends string
  ? MethodOptions<O, Second, boolean>
  : O extends AnyMethod
    ? FunctionOptions<O, boolean>
    : MethodOptions<O, MethodName<O>, boolean>;
