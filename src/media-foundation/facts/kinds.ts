/** A kind of value that is one number: how calls pass it, how memory keeps it, and what it is in JavaScript. */
export interface Scalar {
  /** The type by which C declares it. */
  readonly type: 'uint8' | 'uint16' | 'uint32' | 'int16' | 'int32' | 'int64' | 'uint64' | 'float' | 'double';
  readonly isFloat: boolean;
  /** In bytes. */
  readonly size: number;
  /** What an argument must be, for messages. */
  readonly expected: string;
  /** An argument of JavaScript as a native call takes it; `undefined` where it is not what is expected. */
  readonly toNative: (value: unknown) => number | bigint | undefined;
  /** The least and the largest that an argument can be; `undefined` where there are no bounds. */
  readonly range?: readonly [least: number | bigint, largest: number | bigint];
  /** An argument of native code as JavaScript gets it. */
  readonly fromNative: (word: number | bigint) => unknown;
  readonly read: (memory: DataView) => unknown;
  readonly write: (memory: DataView, value: unknown) => void;
}

type Argument = Pick<Scalar, 'expected' | 'toNative' | 'range'>;

const isInteger = (value: unknown): value is number => Number.isInteger(value);
const integer = (least: number, largest: number): Argument => ({
  expected: 'an integer',
  toNative: (value) => (isInteger(value) ? value : undefined),
  range: [least, largest],
});
const float: Argument = {
  expected: 'a number',
  toNative: (value) => (typeof value === 'number' ? value : undefined),
};

type NumberView = 'Uint8' | 'Uint16' | 'Uint32' | 'Int16' | 'Int32' | 'Float32' | 'Float64';

const number = (type: Scalar['type'], size: number, view: NumberView, argument: Argument): Scalar => ({
  type,
  isFloat: view === 'Float32' || view === 'Float64',
  size,
  ...argument,
  fromNative: (word) => word,
  read: (memory) => memory[`get${view}`](0, true),
  write: (memory, value) => memory[`set${view}`](0, Number(value), true),
});

/** A bigint in JavaScript; an argument may be an integer as well. */
const long = (type: 'int64' | 'uint64', view: 'BigInt64' | 'BigUint64'): Scalar => ({
  type,
  isFloat: false,
  size: 8,
  expected: 'a bigint or an integer',
  toNative: (value) => (typeof value === 'bigint' || Number.isSafeInteger(value) ? (value as bigint) : undefined),
  range: type === 'int64' ? [-(2n ** 63n), 2n ** 63n - 1n] : [0n, 2n ** 64n - 1n],
  fromNative: BigInt,
  read: (memory) => memory[`get${view}`](0, true),
  write: (memory, value) => memory[`set${view}`](0, BigInt((value ?? 0) as number), true),
});

const u32 = number('uint32', 4, 'Uint32', integer(0, 2 ** 32 - 1));
const u64 = long('uint64', 'BigUint64');

export const scalars: Readonly<Record<string, Scalar> & Record<'u32' | 'pointer', Scalar>> = {
  u8: number('uint8', 1, 'Uint8', integer(0, 255)),
  u16: number('uint16', 2, 'Uint16', integer(0, 65_535)),
  u32,
  u64,
  i16: number('int16', 2, 'Int16', integer(-32_768, 32_767)),
  i32: number('int32', 4, 'Int32', integer(-(2 ** 31), 2 ** 31 - 1)),
  i64: long('int64', 'BigInt64'),
  f32: number('float', 4, 'Float32', float),
  f64: number('double', 8, 'Float64', float),
  /** Signed or unsigned. */
  hresult: { ...u32, range: [-(2 ** 31), 2 ** 32 - 1] },
  bool: {
    ...u32,
    type: 'int32',
    range: [0, 1],
    toNative: (value) => (value ? 1 : 0),
    fromNative: (word) => word !== 0,
    read: (memory) => memory.getUint32(0, true) !== 0,
  },
  /** To something that the table does not describe. JavaScript may pass memory of its own. */
  pointer: {
    ...u64,
    fromNative: (word) => (BigInt(word) === 0n ? null : BigInt(word)),
  },
};

/** The kinds that are no numbers. What is left, in the tables, is the name of an interface. */
const others = new Set(['string', 'bstr', 'guid', 'guidvalue', 'propvariant', 'bytes', 'blob', 'object', 'void']);

/** Whether a name is that of a kind. */
export const isKind = (name: string): boolean => Object.hasOwn(scalars, name) || others.has(name);
