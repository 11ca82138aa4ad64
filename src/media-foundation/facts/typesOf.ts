/** The types of methods and functions, from their parameters as text: `['cb: in u32', 'ppBuffer: out IMFMediaBuffer']`. */
import type { HRESULT } from '../../contract/hresult.js';
import type { IMFAsyncCallback, IMFAsyncResult } from '../../contract/IMFAsyncResult.js';
import type { AddedInterface, ProjectedAs } from './AddedInterface.js';
import type { Accepted, Interfaces, IUnknown } from './interfaces.generated.js';
import type { InterfaceFacts } from './interfaces.js';

type Lines = readonly string[];
/** The names of interfaces that were added, by which others refer to them. */
export type AddedInterfaces = Readonly<Record<string, AddedInterface<string, unknown>>>;
type Known<Added> = Interfaces & { [Name in keyof Added]: ProjectedAs<Added[Name]> };

type Numbers = 'u8' | 'u16' | 'u32' | 'i16' | 'i32' | 'f32' | 'f64' | 'hresult';

type Letter =
  | ('A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I' | 'J' | 'K' | 'L' | 'M')
  | ('N' | 'O' | 'P' | 'Q' | 'R' | 'S' | 'T' | 'U' | 'V' | 'W' | 'X' | 'Y' | 'Z');
/** As `plainName`: without its Hungarian. */
type Plain<Name extends string, Rest extends string = Name> = Rest extends `${infer First}${infer More}`
  ? First extends Lowercase<Letter>
    ? Plain<Name, More>
    : Uncapitalize<First extends Letter ? Rest : Name>
  : Uncapitalize<Name>;
type WithoutPointers<Name extends string> = Name extends `p${infer Rest}` ? WithoutPointers<Rest> : Name;

/** What a name becomes beside those that were taken before: as `plainNames`. */
type PlainBeside<Name extends string, Taken> = Plain<Name> extends keyof Taken ? WithoutPointers<Name> : Plain<Name>;

type Fields<
  Text extends string,
  Way extends 'in' | 'out',
  Taken,
> = Text extends `${infer Name}: ${infer Kind}, ${infer More}`
  ? Fields<More, Way, Taken & { [Key in PlainBeside<Name, Taken>]: FieldOf<Kind, Way> }>
  : Text extends `${infer Name}: ${infer Kind}`
    ? Flat<Taken & { [Key in PlainBeside<Name, Taken>]: FieldOf<Kind, Way> }>
    : never;
type FieldOf<Kind extends string, Way extends 'in' | 'out'> = Kind extends 'pointer'
  ? bigint | null
  : Kind extends 'string'
    ? string | null
    : Way extends 'in'
      ? InputOf<Kind, unknown>
      : OutputOf<Kind, unknown>;
type Flat<Type> = { [Key in keyof Type]: Type[Key] };

type InputOf<Kind extends string, Added> = Kind extends Numbers
  ? number
  : Kind extends 'u64' | 'i64'
    ? bigint | number
    : Kind extends 'bool'
      ? boolean
      : Kind extends 'string'
        ? string
        : Kind extends 'bstr' | 'guid' | 'guidvalue'
          ? string | null
          : Kind extends 'propvariant' | 'IUnknown'
            ? unknown
            : Kind extends 'pointer'
              ? bigint | ArrayBufferView
              : Kind extends `bytes(${string}`
                ? Uint8Array
                : Kind extends `${infer Element}[${string}]`
                  ? ArrayLike<InputOf<Element, Added>>
                  : Kind extends `{${infer Text}}`
                    ? Fields<Text, 'in', unknown>
                    : Kind extends 'IMFAsyncCallback'
                      ? IMFAsyncCallback
                      : Kind extends 'IMFAsyncResult'
                        ? IMFAsyncResult
                        : Kind extends keyof Known<Added>
                          ? Accepted<Known<Added>[Kind]>
                          : object | bigint;

type OutputOf<Kind extends string, Added> = Kind extends Numbers
  ? number
  : Kind extends 'u64' | 'i64'
    ? bigint
    : Kind extends 'bool'
      ? boolean
      : Kind extends 'string' | 'bstr' | 'guid'
        ? string
        : Kind extends 'pointer'
          ? bigint | null
          : Kind extends `blob(${string}`
            ? Uint8Array<ArrayBuffer>
            : Kind extends `${infer Element}[${string}]`
              ? OutputOf<Element, Added>[]
              : Kind extends `{${infer Text}}`
                ? Fields<Text, 'out', unknown>
                : Kind extends 'propvariant' | `object(${string}`
                  ? unknown
                  : Kind extends keyof Known<Added>
                    ? Known<Added>[Kind]
                    : IUnknown;

type Inputs<All extends Lines, Added> = All extends readonly [infer Line extends string, ...infer More extends Lines]
  ? Line extends `${string}: out${'' | '?'} bytes(${string}`
    ? [Uint8Array, ...Inputs<More, Added>]
    : Line extends `${string}: ${'in' | 'inout'} ${infer Kind}`
      ? [InputOf<Kind, Added>, ...Inputs<More, Added>]
      : Line extends `${string}: ${'in' | 'inout'}? ${infer Kind}`
        ? [InputOf<Kind, Added> | null, ...Inputs<More, Added>]
        : Inputs<More, Added>
  : [];

/** Pairs of a name and a type. */
type Outputs<All extends Lines, Added, Mark extends '' | '?'> = All extends readonly [
  infer Line extends string,
  ...infer More extends Lines,
]
  ? Line extends `${string}: out${'' | '?'} bytes(${string}`
    ? Outputs<More, Added, Mark>
    : Line extends `${infer Name}: ${'out' | 'inout'}${Mark} ${infer Kind}`
      ? [[Name, OutputOf<Kind, Added>], ...Outputs<More, Added, Mark>]
      : Outputs<More, Added, Mark>
  : [];

type Named<Pairs, Taken> = Pairs extends [[infer Name extends string, infer Type], ...infer More]
  ? Named<More, Taken & { [Key in PlainBeside<Name, Taken>]: Type }>
  : Flat<Taken>;

type ValueOf<All extends Lines, Pairs, Added> = Pairs extends [[string, infer Only]]
  ? Only
  : Pairs extends [unknown, ...unknown[]]
    ? Named<Pairs, unknown>
    : ReturnedBy<Extract<All[number], `: returns ${string}`>, Added>;

type ReturnedBy<Mark extends string, Added> = [Mark] extends [never]
  ? HRESULT | void
  : Mark extends `: returns ${infer Kind}`
    ? Kind extends 'void'
      ? void
      : OutputOf<Kind, Added>
    : never;

type ResultOf<All extends Lines, Added, Mark extends '' | '?'> = ': waits' extends All[number]
  ? Promise<ValueOf<All, Outputs<All, Added, Mark>, Added>>
  : ValueOf<All, Outputs<All, Added, Mark>, Added>;

type Whole<All extends Lines, Added> = (this: unknown, ...args: Inputs<All, Added>) => ResultOf<All, Added, '' | '?'>;

/** A function, by its parameters. With outputs that native code does not need, one `null` behind the arguments leaves them out. */
export type FunctionOf<All extends Lines, Added> = string extends All[number]
  ? (this: unknown, ...args: unknown[]) => unknown
  : Extract<All[number], `${string}: ${'out' | 'inout'}? ${string}`> extends never
    ? Whole<All, Added>
    : Whole<All, Added> &
        ((this: unknown, ...args: [...Inputs<All, Added>, withoutOptional: null]) => ResultOf<All, Added, ''>);

/** What an object of an interface has, by the facts. */
export type ProjectedInterface<
  Name extends string,
  Facts extends InterfaceFacts,
  Added,
> = (Facts['base'] extends keyof Known<Added> ? Known<Added>[Facts['base']] : IUnknown) & {
  [Method in keyof Facts['methods']]: FunctionOf<
    Facts['methods'][Method],
    Added & { [Own in Name]: AddedInterface<Name, ProjectedInterface<Name, Facts, Added>> }
  >;
};
