// The kinds of PROPVARIANTs that are read and written here: some of the enumeration VARENUM.

/** No value. */
export const VT_EMPTY = 0;
/** A null of a database. */
export const VT_NULL = 1;
/** An integer of 16 bits, signed: a number. */
export const VT_I2 = 2;
/** An integer of 32 bits, signed: a number. */
export const VT_I4 = 3;
/** A float of 32 bits: a number. */
export const VT_R4 = 4;
/** A float of 64 bits: a number. */
export const VT_R8 = 5;
/** A text whose length is stored with it: a string. */
export const VT_BSTR = 8;
/** An HRESULT: a number. */
export const VT_ERROR = 10;
/** A boolean. */
export const VT_BOOL = 11;
/** An interface: an object. */
export const VT_UNKNOWN = 13;
/** An integer of 8 bits, signed: a number. */
export const VT_I1 = 16;
/** An integer of 8 bits, unsigned: a number. */
export const VT_UI1 = 17;
/** An integer of 16 bits, unsigned: a number. */
export const VT_UI2 = 18;
/** An integer of 32 bits, unsigned: a number. */
export const VT_UI4 = 19;
/** An integer of 64 bits, signed: a bigint. */
export const VT_I8 = 20;
/** An integer of 64 bits, unsigned: a bigint. */
export const VT_UI8 = 21;
/** An integer of 32 bits, signed, as `VT_I4`: a number. */
export const VT_INT = 22;
/** An integer of 32 bits, unsigned, as `VT_UI4`: a number. */
export const VT_UINT = 23;
/** A text that ends with a zero: a string. */
export const VT_LPWSTR = 31;
/** A time, in steps of 100 ns since the year 1601: a bigint. */
export const VT_FILETIME = 64;
/** Bytes: a Uint8Array. */
export const VT_BLOB = 65;
/** A GUID: a string. */
export const VT_CLSID = 72;
/** With the kind of its elements: `VT_VECTOR | VT_UI1` is bytes. */
export const VT_VECTOR = 0x1000;

/** A value whose kind is chosen, where a plain value would choose another one. */
export interface Variant {
  /** One of the constants `VT_…`. */
  readonly vt: number;
  readonly value?: unknown;
}
