/**
 * The same bytes as an array of a class of a program's own, which overrides what an array says of itself. What is taken of such
 * an array by `subarray` is one of the class again.
 */
export function overriddenBytes(bytes: Uint8Array, overrides: Record<string, () => unknown>): Uint8Array {
  class Overridden extends Uint8Array {}
  for (const [name, get] of Object.entries(overrides)) Object.defineProperty(Overridden.prototype, name, { get });
  const made = new Overridden(bytes.byteLength);
  Uint8Array.prototype.set.call(made, bytes);
  return made;
}

const overridden = (length: () => unknown): Record<string, () => unknown> => ({
  length,
  byteLength: length,
  byteOffset: length,
  buffer: length,
});

/** What such an array may say. */
export const overridesOfBytes: [string, Record<string, () => unknown>][] = [
  ['too little', overridden(() => 1)],
  ['too much', overridden(() => 9)],
  [
    'nothing, but throws',
    overridden(() => {
      throw new Error('hostile');
    }),
  ],
];
