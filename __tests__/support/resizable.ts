/** Memory of so many bytes that grows to 8, and shrinks, which the types of this version of the language do not know. */
export const resizable = (size: number) =>
  new (ArrayBuffer as unknown as new (size: number, options: object) => ArrayBuffer & { resize(size: number): void })(
    size,
    { maxByteLength: 8 },
  );
