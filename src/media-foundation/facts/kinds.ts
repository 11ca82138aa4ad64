/** A kind of value that is one number: how calls pass it, how memory keeps it, and what it is in JavaScript. */
export interface Scalar {
  /** The type by which native calls declare it. */
  readonly type: string;
  /** In bytes. */
  readonly size: number;
  /** What an argument must be, for messages. */
  readonly expected: string;
  /** An argument of JavaScript as a native call takes it; `undefined` where it is not what is expected. */
  readonly toNative: (value: unknown) => unknown;
  /** An argument of native code as JavaScript gets it. */
  readonly fromNative: (word: number | bigint) => unknown;
  readonly read: (memory: DataView) => unknown;
  readonly write: (memory: DataView, value: unknown) => void;
}

type Argument = Pick<Scalar, 'expected' | 'toNative'>;

const isInteger = (value: unknown): value is number => Number.isInteger(value);
const integer = (narrow: (value: number) => number): Argument => ({
  expected: 'an integer',
  toNative: (value) => (isInteger(value) ? narrow(value) : undefined),
});
const unsigned = integer((value) => value >>> 0);
const signed = integer((value) => value | 0);
const float: Argument = {
  expected: 'a number',
  toNative: (value) => (typeof value === 'number' ? value : undefined),
};

type NumberView = 'Uint8' | 'Uint16' | 'Uint32' | 'Int16' | 'Int32' | 'Float32' | 'Float64';

const number = (type: string, size: number, view: NumberView, argument: Argument): Scalar => ({
  type,
  size,
  ...argument,
  fromNative: (word) => word,
  read: (memory) => memory[`get${view}`](0, true),
  write: (memory, value) => memory[`set${view}`](0, Number(value), true),
});

/** A bigint in JavaScript; an argument may be an integer as well. */
const long = (type: string, view: 'BigInt64' | 'BigUint64'): Scalar => ({
  type,
  size: 8,
  expected: 'a bigint or an integer',
  toNative: (value) => (typeof value === 'bigint' || isInteger(value) ? value : undefined),
  fromNative: BigInt,
  read: (memory) => memory[`get${view}`](0, true),
  write: (memory, value) => memory[`set${view}`](0, BigInt((value ?? 0) as number), true),
});

const u32 = number('uint32', 4, 'Uint32', unsigned);
const u64 = long('uint64', 'BigUint64');

export const scalars: Readonly<Record<string, Scalar> & Record<'u32' | 'pointer', Scalar>> = {
  u8: number('uint8', 1, 'Uint8', unsigned),
  u16: number('uint16', 2, 'Uint16', unsigned),
  u32,
  u64,
  i16: number('int16', 2, 'Int16', signed),
  i32: number('int32', 4, 'Int32', signed),
  i64: long('int64', 'BigInt64'),
  f32: number('float', 4, 'Float32', float),
  f64: number('double', 8, 'Float64', float),
  hresult: u32,
  bool: {
    ...u32,
    type: 'int32',
    toNative: (value) => (value ? 1 : 0),
    fromNative: (word) => word !== 0,
    read: (memory) => memory.getUint32(0, true) !== 0,
  },
  /** To something that the table does not describe. JavaScript may pass memory of its own. */
  pointer: {
    ...u64,
    expected: 'a pointer, memory or null',
    toNative(value) {
      if (value === null || value === undefined) return null;
      return typeof value === 'bigint' || ArrayBuffer.isView(value) ? value : undefined;
    },
    fromNative: (word) => (word === 0 ? null : BigInt(word)),
  },
};

const others = new Set(['string', 'bstr', 'guid', 'propvariant', 'bytes', 'object', 'void']);

/** Whether a name is that of a kind; in the tables any other name is that of an interface. */
export const isKind = (name: string): boolean => Object.hasOwn(scalars, name) || others.has(name);
