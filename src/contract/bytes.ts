/**
 * What a `Uint8Array` says of itself. A subclass, or a property that a program has set, can override `length`, `buffer` and
 * the rest: the getters of the language are called instead. Read a length once for each use: another thread can make the
 * array longer, where its memory is shared.
 */

/** A getter of typed arrays, of any realm. */
const getterOf = (name: PropertyKey): ((this: unknown) => unknown) =>
  Reflect.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype) as object, name)!.get!;

const tag = /* @__PURE__ */ getterOf(Symbol.toStringTag);
const byteLength = /* @__PURE__ */ getterOf('byteLength');
const byteOffset = /* @__PURE__ */ getterOf('byteOffset');
const buffer = /* @__PURE__ */ getterOf('buffer');

/** Whether a value is a `Uint8Array`, of any realm, and no object that only inherits from one. */
export const isBytes = (value: unknown): value is Uint8Array => tag.call(value) === 'Uint8Array';

/** How many bytes there are; 0 where their memory was detached. */
export const byteLengthOf = (bytes: Uint8Array): number => byteLength.call(bytes) as number;

/** Where in its memory the first byte is; 0 where that was detached. */
const byteOffsetOf = (bytes: Uint8Array): number => byteOffset.call(bytes) as number;

/** A method of typed arrays, of any realm. */
const methodOf = (name: 'entries'): ((this: unknown) => unknown) => Reflect.get(Uint8Array.prototype, name);

/** It refuses an array whose memory is gone. */
const entries = /* @__PURE__ */ methodOf('entries');

/** Whether its memory is there: it may be detached, or end before the array does. Both have the length 0, as an array of no bytes. */
export function hasMemory(bytes: Uint8Array): boolean {
  try {
    entries.call(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Its memory. */
const bufferOf = (bytes: Uint8Array): ArrayBufferLike => buffer.call(bytes) as ArrayBufferLike;

/**
 * The bytes from `start` to `end`, which must lie within the array: a view that overrides nothing, and whose length does not
 * follow that of its buffer.
 */
export function viewOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  // Detached memory has no views; an array of no bytes may be one of it.
  if (start === end) return new Uint8Array(0);
  return new Uint8Array(bufferOf(bytes), byteOffsetOf(bytes) + start, end - start);
}
