/**
 * The addon of this package: calls of native code, and COM objects whose methods run here. Its C is in the folder `addon`.
 */
import { describe } from '../../contract/arguments.js';
import { fieldOf } from '../../contract/isCancelled.js';
import { fileOfPackage, nodeProcess, requireHere } from './node.js';

/** An address in user space, which fits into a number exactly (47 bits); 0 is null. */
export type Address = number;

/** Whether a bigint can be a pointer: Windows maps nothing into the first 64 KiB, and a process has 47 bits. */
export const isPointer = (value: bigint): boolean => value >= 0x1_0000n && value <= 0x7fff_ffff_ffffn;

/** What the addon and these files expect of each other: `ADDON_REVISION` in addon/revision.h. */
export const addonRevision = 8;

/** The addon has no more stubs for methods than these, and one for plain functions. */
export const stubCount = 128;

/** What an event tells. */
export const DIED = 0;
export const INVOKED = 1;
export const RETURNED = 2;
/** Of an event: kind, token, value (low, high), status, and one that is not used. */
export const eventWords = 6;

/** Where the words that both sides share stand: see addon/addon.h. */
export const shared = {
  target: 16,
  kinds: 17,
  answer: 18,
  lent: 19,
  thread: 20,
  seenAt: 21,
  served: 32,
  servedSlot: 48,
  servedAnswer: 49,
  tokensTaken: 64,
  seen: 192,
  length: 200,
} as const;

/** So many bytes of a block a call can bring back with it. */
export const seenSize = (shared.length - shared.seen) * 8;

export interface Addon {
  readonly revision: number;
  /**
   * Opens the addon for this thread of JavaScript, once.
   *
   * @param deliver is told how many events there are in `events`
   * @param serve runs the method that is in the shared words
   * @param isWorker whether the process goes on when this thread has ended: what is held is then released
   */
  open(
    this: void,
    deliver: (count: number) => void,
    serve: () => void,
    events: Uint32Array,
    words: Float64Array,
    isWorker: boolean,
  ): void;
  /** References that JavaScript holds, as addresses; 0 is none. */
  keepLedger(this: void, addresses: Float64Array): void;
  /**
   * The memory of operations, as addresses by the token of their callback; 0 is none. Each array has the 1024 tokens after those
   * of the arrays before. The addon makes an address negative when it tells of the Invoke.
   */
  keepTransfers(this: void, addresses: Float64Array): void;
  /** Delivers the news of deaths that were not worth waking the event loop for; to be called after a delivery. */
  collect(this: void, deliver: (count: number) => void): void;
  /** Whether the event loop waits for events. */
  keepAlive(this: void, wanted: boolean): void;
  /** Four words for each method beyond IUnknown's, 16 bytes for each IID. 0 where there are too many methods. */
  createKind(this: void, methods: Uint32Array, iids: Uint8Array): Address;
  /** A COM object with one face, and one reference. */
  createObject(this: void, token: number, kind: Address): Address;
  /** Adds a face to a living object of ours, which is held by the caller. */
  addFace(this: void, address: Address, kind: Address): Address;
  /** Takes a reference to an object of ours. `false` where it has died already. */
  addReference(this: void, address: Address): boolean;
  /** An IMFAsyncCallback, with one reference. */
  createCallback(this: void, token: number, hasParameters: boolean, flags: number, queue: number): Address;
  /** One without parameters that is used again when it has been invoked. It has one reference, and the pool has another. */
  createPooledCallback(this: void, token: number): Address;
  /** So many callbacks are taken out of the pool, with a reference each. Their tokens are in the shared words. */
  takeCallbacks(this: void): number;
  /** A callback in front of another one, with one reference. */
  createRelay(this: void, token: number, callback: Address): Address;
  /** The token of the relay that a result was made for, or 2³² − 1. */
  relayOf(this: void, result: Address): number;
  /** The address of a function that gets an object of JavaScript's alone. */
  stubAddress(this: void): Address;
  /** Calls what is in the shared words: the function at an address, or the method in a slot of the object in word 0. */
  callFunction(this: void): void;
  callMethod(this: void): void;
  /**
   * The same on another thread, while this one waits, and serves the threads that wait for it: on the one that has called the
   * method of JavaScript which makes this call, or on one that this thread of JavaScript has for that alone. The word `thread`
   * says which of them must make the call, by its id (0: any), and then, which one has; 0: the wanted one could not.
   */
  callServing(this: void, isMethod: boolean): void;
  /**
   * The same on another thread.
   *
   * @param references a bit for each word that is an interface, to be held until it returns
   * @param referencesOut a bit for each word that points to where a reference comes out: it is released where this thread of
   *   JavaScript has ended by then
   */
  callLater(this: void, token: number, isMethod: boolean, references: number, referencesOut: number): void;
  addRef(this: void, address: Address): number;
  release(this: void, address: Address): number;
  /** The address of a function of a DLL of the system's own folder; without a name, of the DLL. 0 where there is none. */
  find(this: void, dll: string, name: string): Address;
  /** 0 where there is none. */
  allocateMemory(this: void, size: number, isZeroed: boolean): Address;
  freeMemory(this: void, address: Address): void;
  /** By how many bytes the native memory has grown that objects of JavaScript keep alive: for V8. */
  tellMemory(this: void, change: number): void;
  readMemory(this: void, bytes: ArrayBufferView, address: Address, count: number): void;
  writeMemory(this: void, address: Address, bytes: ArrayBufferView, count: number): void;
  load(this: void, address: Address): Address;
  /** Writes 1, 2, 4 or 8 bytes of the word of answers. */
  store(this: void, address: Address, size: number): void;
  /** The address of memory that is kept and never transferred. */
  addressOf(this: void, array: ArrayBufferView): Address;
  readText(this: void, address: Address): string;
  writeText(this: void, address: Address, text: string, units: number): void;
}

/**
 * Loads the addon of this architecture.
 *
 * @param path of a file of one's own (bundlers move files about); default: the one in this package
 * @throws Error, whose `cause` is what the loader said
 */
export function loadAddon(path?: string): Addon {
  const { arch } = nodeProcess()!;
  let addon: Partial<Addon>;
  try {
    addon = requireHere(path ?? fileOfPackage(`prebuilds/win32-${arch}/media_foundation.node`)) as Partial<Addon>;
  } catch (cause) {
    // By its shape: an error of Node is no `Error` of the realm of a test in Jest.
    const said = fieldOf(cause, 'message');
    const reason = typeof said === 'string' ? said : describe(cause);
    throw new Error(`the addon for win32-${arch} cannot be loaded (${reason})`, { cause });
  }
  if (addon.revision === undefined) throw new Error('the addon found no Node-API in this program');
  if (addon.revision !== addonRevision) {
    const both = `the addon has revision ${addon.revision}, this library needs ${addonRevision}`;
    throw new Error(`${both}: they are of different versions of begin-end${path === undefined ? '' : ` (${path})`}`);
  }
  return addon as Addon;
}
