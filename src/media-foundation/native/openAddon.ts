import { describe } from '../../contract/arguments.js';
import { warn } from '../../contract/host.js';
import type { Address } from './koffi.js';
import { nodeProcess, requireHere } from './node.js';

/** What makes COM objects: the addon, or koffi where the addon cannot be loaded. */
export interface NativeObjects {
  /** The distance between the faces of an object, in bytes. */
  readonly faceSize: number;
  /**
   * An IMFAsyncCallback, or an object with a face for each kind, with one reference.
   *
   * @param token by which its events are delivered
   * @param flags of GetParameters; −1 for `E_NOTIMPL`
   * @param queue of GetParameters
   * @param kinds addresses of { vtable, iids, number of iids }, which are never freed
   */
  create(token: number, flags?: number, queue?: number, ...kinds: Address[]): Address;
  /** Takes a reference. `false` where the object has died already. */
  addRef(address: Address): boolean;
  /** Delivers the deaths since the last delivery: the addon does not wake the event loop for those. */
  collect?(deliver: Deliver): void;
  /** Whether the event loop waits for events. */
  keepAlive(wanted: boolean): void;
}

/** Delivers `count` events: there are four words for each in the `words` that were given to the addon. */
export type Deliver = (count: number) => void;

/** A vtable, the object, the kind. */
const faceSize = 24;

interface Addon extends NativeObjects {
  open?(deliver: Deliver, words: Uint32Array): void;
}

/**
 * Loads the addon for this architecture and opens it for this thread.
 *
 * @param path where a bundler has moved the file; default: the file in this package
 * @returns `undefined`, with a warning that says why, where it cannot be loaded
 */
export function openAddon(deliver: Deliver, words: Uint32Array, path?: string): NativeObjects | undefined {
  const { arch } = nodeProcess()!;
  try {
    const addon = requireHere(path ?? `../../../prebuilds/win32-${arch}/async_callback.node`) as Addon;
    if (addon.open === undefined) throw new Error('the host has no Node-API');
    addon.open(deliver, words);
    return { ...addon, faceSize };
  } catch (error) {
    const reason = error instanceof Error ? error.message : describe(error);
    const fault =
      `the callback addon for win32-${arch} cannot be loaded; callbacks are slower, and block the threads that invoke ` +
      `them until JavaScript has run (${reason})`;
    warn(fault, 'MediaFoundationWarning', 'no-callback-addon');
    return undefined;
  }
}
