import type { Memory } from '../../src/media-foundation/native/Memory.js';

/** Native memory, as far as these need it: blocks by their addresses. */
export function fakeMemory() {
  const blocks = new Map<number, Uint8Array>();
  let next = 0x10_0000_0000;
  const allocate = (size: number): number => {
    const address = next;
    next += 0x1000;
    blocks.set(address, new Uint8Array(size));
    return address;
  };
  const memory = {
    allocateForWriting: allocate,
    take: allocate,
    giveBack: (address: number) => void blocks.delete(address),
    free: (address: number) => void blocks.delete(address),
    read(bytes: Uint8Array, address: number, count: number) {
      if (count > 0) bytes.set(blocks.get(address)!.subarray(0, count));
    },
    write: (address: number, bytes: Uint8Array, count: number) => blocks.get(address)!.set(bytes.subarray(0, count)),
    readString: (address: number) => new TextDecoder('utf-16le').decode(blocks.get(address)),
    writeString(text: string, by: (size: number) => number) {
      const address = by(text.length * 2);
      new Uint16Array(blocks.get(address)!.buffer).set(Array.from(text, (unit) => unit.charCodeAt(0)));
      return address;
    },
  };
  return { blocks, allocate, memory: memory as unknown as Memory };
}
