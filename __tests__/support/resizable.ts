/** Memory of so many bytes that grows to 8, and shrinks. By Reflect: the types of ES2022 know no such constructor. */
export const resizable = (size: number): ArrayBuffer & { resize(size: number): void } =>
  Reflect.construct(ArrayBuffer, [size, { maxByteLength: 8 }]);
