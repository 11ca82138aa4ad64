import { describe } from '../contract/arguments.js';
import { byteLengthOf, isBytes } from '../contract/bytes.js';
import { markKeeper } from '../contract/dispatch.js';
import '../contract/hresults.js';
import { isPointer, loadAddon, type Addon, type Address } from './native/addon.js';
import type { MediaFoundation } from './MediaFoundation.js';
import { addInterface, declareFunction } from './facts/declarations.js';
import { handWritten, nativeFunction, tableFunctions } from './mediaFoundationFunctions.js';
import { identityOf, keepObject } from './handles/ComObject.js';
import { recordOf } from './handles/NativeResult.js';
import { newBytes, NoMemoryError } from './native/Memory.js';
import { nodeProcess } from './native/node.js';
import { Runtime } from './native/Runtime.js';
import { ComValues } from './objects/ComValues.js';
import { specialMethods } from './objects/specialMethods.js';
import { noteValues } from './valuesOf.js';

/** How {@link openMediaFoundation} opens it. */
export interface MediaFoundationOptions {
  /** A path to `media_foundation.node`, where a bundler has moved the file away from this package. */
  addon?: string;
}

let opened: MediaFoundation | undefined;

/**
 * Opens the real Media Foundation, mfplat.dll, for this thread of JavaScript; `MFStartup` starts it. A second call gives
 * the same object, and its options have no effect.
 *
 * @throws Error where the system is not Windows (or Wine), its architecture is neither x64 nor arm64, mfplat.dll is
 * missing (N editions of Windows without the Media Feature Pack), or the addon of this package cannot be loaded or is of
 * another version; its `code` says which: `'ERR_NO_MEDIA_FOUNDATION'`, `'ERR_UNSUPPORTED_ARCHITECTURE'`, `'ERR_NO_ADDON'`
 *
 * @example
 * const mf = openMediaFoundation();
 * mf.MFStartup(MF_VERSION);
 * using file = mf.MFCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE, 'C:\\a.wav');
 * const bytesRead = await fromBeginEnd(file, 'Read')(new Uint8Array(44), 44);
 *
 * @see https://learn.microsoft.com/windows/win32/medfound/media-foundation-platform-apis
 */
export function openMediaFoundation(options: MediaFoundationOptions = {}): MediaFoundation {
  return (opened ??= open(options));
}

function open(options: MediaFoundationOptions): MediaFoundation {
  const host = nodeProcess();
  if (host?.platform !== 'win32') {
    throw failure(
      'ERR_NO_MEDIA_FOUNDATION',
      `there is no mfplat.dll on ${host?.platform ?? 'this host'}: Media Foundation is a part of Windows. ` +
        "createEmbeddedPlatform of 'begin-end/platform' works everywhere; docs/media-foundation.md says how to use Wine",
    );
  }
  if (host.arch !== 'x64' && host.arch !== 'arm64') {
    throw failure('ERR_UNSUPPORTED_ARCHITECTURE', `${host.arch} is not supported: x64 and arm64 are`);
  }
  const addon = load(options.addon);
  // They stay loaded for as long as the process lives: their threads run in them.
  if (addon.find('mfplat.dll', '') === 0 || addon.find('rtworkq.dll', '') === 0) {
    throw failure(
      'ERR_NO_MEDIA_FOUNDATION',
      'mfplat.dll cannot be loaded: N editions of Windows need the Media Feature Pack',
    );
  }
  const runtime = new Runtime(addon);
  const values = new ComValues(runtime, specialMethods);
  const table = tableFunctions(values);
  const own = { ...handWritten(values, table), ...pointerFunctions(values) };
  const mf = markKeeper(Object.freeze<object>({ ...table, ...own }) as MediaFoundation);
  noteValues(mf, values);
  return mf;
}

type PointerFunction = `${string}Pointer` | `${string}Memory` | 'addInterface' | 'addFunction' | 'keep';

function pointerFunctions(values: ComValues): Pick<MediaFoundation, PointerFunction & keyof MediaFoundation> {
  const { catalogue, memory } = values.runtime;
  return {
    fromPointer(pointer: bigint, name: string) {
      const type = catalogue.wanted(name, 'fromPointer');
      return values.take(addressFrom(pointer, `fromPointer: an ${type.name}`), name) as never;
    },
    toPointer(object, name) {
      const names: readonly string[] = Array.isArray(name) ? (name as string[]) : [name as string];
      const [first] = names;
      if (first === undefined) throw new TypeError('toPointer: expected the name of an interface, got an empty list');
      for (const one of names) catalogue.wanted(one, 'toPointer');
      if (Object(object) === object) return BigInt(values.giveAll(object, [first, ...names.slice(1)]));
      throw new TypeError(`toPointer: an ${first} needs an object, got ${describe(object)}`);
    },
    releasePointer: (pointer) => values.runtime.releaseLast(addressFrom(pointer, 'releasePointer')),
    readMemory(pointer, count) {
      const address = addressFrom(pointer, 'readMemory');
      if (!Number.isInteger(count) || count < 0) {
        throw new RangeError(`readMemory: the count must be an integer that is not negative, got ${describe(count)}`);
      }
      try {
        const bytes = newBytes(count);
        memory.read(bytes, address, count);
        return bytes;
      } catch (error) {
        throw error instanceof NoMemoryError ? new RangeError(`readMemory: ${error.message}`) : error;
      }
    },
    writeMemory(pointer, bytes) {
      const address = addressFrom(pointer, 'writeMemory');
      if (isBytes(bytes)) memory.write(address, bytes, byteLengthOf(bytes));
      else throw new TypeError(`writeMemory: expected a Uint8Array, got ${describe(bytes)}`);
    },
    keep(value) {
      const its = identityOf(value);
      if (its) keepObject(its);
      const record = recordOf(value);
      if (record) record.borrowed = undefined;
      return value;
    },
    addInterface(name, facts) {
      addInterface(catalogue, name, facts);
      return name as never;
    },
    addFunction(dll, name, parameters) {
      const method = declareFunction(dll, name, parameters);
      return nativeFunction(values, dll, name, () => method) as never;
    },
  };
}

/** @throws TypeError for what cannot be a pointer into user space */
function addressFrom(pointer: unknown, what: string): Address {
  if (typeof pointer === 'bigint' && isPointer(pointer)) return Number(pointer);
  const got = typeof pointer === 'bigint' ? `${pointer}n` : describe(pointer);
  throw new TypeError(`${what} needs a pointer, a bigint that is not null, got ${got}`);
}

function load(path: string | undefined): Addon {
  try {
    return loadAddon(path);
  } catch (cause) {
    throw failure('ERR_NO_ADDON', (cause as Error).message, cause);
  }
}

function failure(code: string, fault: string, cause?: unknown): Error {
  const error = new Error(`openMediaFoundation: ${fault}`, cause === undefined ? {} : { cause });
  return Object.assign(error, { code });
}
