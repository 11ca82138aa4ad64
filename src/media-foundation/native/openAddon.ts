import { describe } from '../../contract/arguments.js';
import type { Address } from './koffi.js';
import { nodeProcess, requireHere } from './node.js';

/** What makes COM objects: the addon, or what stands in for it where the addon cannot be loaded. */
export interface NativeObjects {
  /** Where the next face of an object stands, in bytes. */
  readonly faceSize: number;
  /**
   * An IMFAsyncCallback, or an object with a face for each kind. It has one reference.
   *
   * @param token by which its events are told
   * @param flags of GetParameters; −1 for `E_NOTIMPL`
   * @param queue of GetParameters
   * @param kinds addresses of { vtable, iids, number of iids }, for ever
   */
  create(token: number, flags?: number, queue?: number, ...kinds: Address[]): Address;
  /** Takes a reference. `false` where the object has died already. */
  addRef(address: Address): boolean;
  /** Delivers the news of deaths that were not worth waking the event loop for; to be called after a delivery. */
  collect?(deliver: Deliver): void;
  /** Whether the event loop waits for events. */
  keepAlive(wanted: boolean): void;
}

/** How events come: `words` has four words for each of `count`; see the addon. */
export type Deliver = (count: number) => void;

/** A vtable, the object, the kind. */
const faceSize = 24;

interface Addon extends NativeObjects {
  open?(deliver: Deliver, words: Uint32Array): void;
}

/**
 * Loads the addon of this architecture and opens it for this thread.
 *
 * @param path of a file of one's own (bundlers move files about); default: the one in this package
 * @returns `undefined` where it cannot be loaded; the reason is warned about
 */
export function openAddon(deliver: Deliver, words: Uint32Array, path?: string): NativeObjects | undefined {
  const { arch } = nodeProcess()!;
  try {
    const addon = requireHere(path ?? `../../../prebuilds/win32-${arch}/async_callback.node`) as Addon;
    if (addon.open === undefined) throw new Error('the host has no Node-API');
    addon.open(deliver, words);
    return { ...addon, faceSize };
  } catch (error) {
    nodeProcess()!.emitWarning(
      `the callback addon for win32-${arch} cannot be loaded; callbacks are slower, and block the threads that invoke ` +
        `them until JavaScript has run (${error instanceof Error ? error.message : describe(error)})`,
      { type: 'MediaFoundationWarning', code: 'no-callback-addon' },
    );
    return undefined;
  }
}
