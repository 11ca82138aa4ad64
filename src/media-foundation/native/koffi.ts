/**
 * koffi, the foreign function interface, as far as this entry uses it. koffi is an optional peer, since only this entry needs
 * it: its types are declared here, so that the package compiles where koffi is not installed.
 */
export type NativeFunction = ((...args: unknown[]) => number) & {
  async(...args: [...unknown[], (error: Error | null, result: number) => void]): void;
};

/** A type of koffi, by its name or as it was declared. */
export type NativeType = string | object;

export interface Library {
  func(name: string, result: NativeType, parameters: NativeType[]): NativeFunction;
}

export interface Koffi {
  readonly version: string;
  load(path: string): Library;
  proto(result: NativeType, parameters: NativeType[]): object;
  pointer(type: object): object;
  register(callback: (...args: never[]) => unknown, type: object): bigint;
  decode: {
    (address: bigint, type: object): NativeFunction;
    uint64(address: bigint): number | bigint;
    string16(address: bigint): string;
  };
  config(settings: { max_async_calls: number }): unknown;
}

/** An address in user space; a number holds its 47 bits exactly. 0 is null. */
export type Address = number;
