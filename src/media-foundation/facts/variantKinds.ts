/** The kinds of PROPVARIANTs that are read and written here: some of the enumeration VARENUM. */
export const VT_EMPTY = 0;
export const VT_NULL = 1;
export const VT_I2 = 2;
export const VT_I4 = 3;
export const VT_R4 = 4;
export const VT_R8 = 5;
export const VT_BSTR = 8;
export const VT_ERROR = 10;
export const VT_BOOL = 11;
export const VT_UNKNOWN = 13;
export const VT_I1 = 16;
export const VT_UI1 = 17;
export const VT_UI2 = 18;
export const VT_UI4 = 19;
export const VT_I8 = 20;
export const VT_UI8 = 21;
export const VT_INT = 22;
export const VT_UINT = 23;
export const VT_LPWSTR = 31;
export const VT_FILETIME = 64;
export const VT_BLOB = 65;
export const VT_CLSID = 72;
/** With the kind of its elements: `VT_VECTOR | VT_UI1` is bytes. */
export const VT_VECTOR = 0x1000;

/** A value whose kind is chosen, where a plain value would choose another one. */
export interface Variant {
  /** One of the constants `VT_…`. */
  readonly vt: number;
  readonly value?: unknown;
}
