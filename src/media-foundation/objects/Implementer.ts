import { describe } from '../../contract/arguments.js';
import { throwUncaught } from '../../contract/dispatch.js';
import { E_FAIL, E_NOTIMPL, FAILED, MF_E_SHUTDOWN, type HRESULT } from '../../contract/hresult.js';
import { warn } from '../../contract/host.js';
import { hresultOf } from '../../contract/hresultOf.js';
import { Served } from '../calls/Served.js';
import type { Values } from '../calls/Values.js';
import { isHresultIgnored } from '../facts/ignored.js';
import { basesOf, beyondUnknown, isOrExtends, type Interface, type Method } from '../facts/interfaces.js';
import { GivenBackError } from '../handles/ComObject.js';
import type { Face, HeldObjects } from '../handles/HeldObjects.js';
import type { Place } from '../handles/Place.js';
import { shared, stubCount, type Address } from '../native/addon.js';
import { bytesFromGuid } from '../native/Memory.js';
import { signatureOf } from '../native/signatureOf.js';

/** A face, and what serves the methods of its interface, by slot: made when they are first called. */
interface ServedFace extends Face {
  readonly served: (Served | undefined)[];
}

/**
 * Objects of JavaScript → COM objects. They are the addon's: IUnknown runs on any thread, the other methods are stubs, one for
 * each slot of a vtable and shared by all interfaces, which run `serve` on JavaScript's thread.
 *
 *     native code ──▶ stub of the slot ──▶ serve ──▶ the object by its address, the method by its slot ──▶ JavaScript
 */
export class Implementer {
  readonly #values: Values;
  readonly #held: HeldObjects;
  readonly #faces = new Map<string, ServedFace>();
  #hasWarned = false;

  constructor(values: Values, held: HeldObjects) {
    this.#values = values;
    this.#held = held;
    values.runtime.serve = () => this.#serve();
  }

  /** The COM object of a value as an interface, with a reference for the caller. */
  lend(value: unknown, type: Interface, place: Place, name: string): Address {
    const known = this.#held.find(value, type);
    if (known !== 0) return known;
    const faces = this.#interfacesOf(value, type, place, name).map((one) => this.#faceOf(one, place, name));
    return this.#held.keep(value, type, faces);
  }

  /** The interfaces that an object answers to: the one that is wanted, and all whose methods it has. */
  #interfacesOf(value: unknown, type: Interface, place: Place, name: string): readonly Interface[] {
    const isWanted = type.base !== null;
    if (hasOwnImplementation.has(type.name)) {
      throw new TypeError(`${place.where}: ${name} must be an ${type.name}, got ${describe(value)}`);
    }
    if (isWanted && !beyondUnknown(type).some((method) => hasMethod(value, method.name))) {
      throw new TypeError(
        `${place.where}: ${name} must be an ${type.name}, got ${describe(value)}, which has none of its methods`,
      );
    }
    const spoken = this.#values.runtime.catalogue
      .spokenBy((method) => hasMethod(value, method))
      .filter((one) => !hasOwnImplementation.has(one.name) && one.methods.length < stubCount);
    const all = isWanted ? [type, ...spoken] : spoken;
    // Leave out base interfaces: a derived interface's vtable begins with its base's methods.
    return [...new Set(all)].filter((one) => !all.some((other) => other !== one && isOrExtends(other, one)));
  }

  #faceOf(type: Interface, place: Place, name: string): Face {
    const known = this.#faces.get(type.name);
    if (known !== undefined) return known;
    const facts = beyondUnknown(type).flatMap((method) => {
      const { kinds, count, referencesOut } = signatureOf(method, true);
      return [kinds, count, referencesOut, refusalOf(method)];
    });
    const iids = Uint8Array.from(type.iids.flatMap((iid) => [...bytesFromGuid(iid)!]));
    const kind = this.#values.runtime.addon.createKind(Uint32Array.from(facts), iids);
    if (kind === 0) {
      const most = stubCount - 1;
      const fault = `an object of JavaScript can have ${most} methods at most, IUnknown's included`;
      throw new TypeError(`${place.where}: ${name} cannot be an ${type.name}: ${fault}`);
    }
    for (const one of [...basesOf(type), type]) this.#values.runtime.given.add(one.name);
    const face = { interface: type, kind, served: [] };
    this.#faces.set(type.name, face);
    return face;
  }

  /** Runs the method that native code has called. The call is in the shared words, and there goes the answer. */
  #serve(): void {
    const { words } = this.#values.runtime;
    const found = this.#held.foundAt(words.address(shared.served));
    const face = found?.face;
    const answer = face ? this.#call(found.value, face, words.half(shared.servedSlot)) : callPlain(found?.value);
    words.put(shared.servedAnswer, answer);
  }

  /** Must not throw: native code would take that for success. */
  #call(value: unknown, face: Face, slot: number): number | bigint {
    const { served: all } = face as ServedFace;
    const method = face.interface.methods[slot]!;
    const served = (all[slot] ??= new Served(this.#values, face.interface.name, method));
    const native = served.words;
    try {
      served.clear(native);
      if (!hasMethod(value, method.name)) return method.returns === 'hresult' ? E_NOTIMPL : 0;
      return served.call(value as object, native);
    } catch (error) {
      return this.#refuse(error, face, method);
    }
  }

  /** What native code gets for what a method has thrown. An error may be a Proxy, which throws where it is looked at. */
  #refuse(error: unknown, face: Face, method: Method): number {
    const hasHresult = method.returns === 'hresult';
    try {
      if (error instanceof GivenBackError && !this.#hasWarned) {
        this.#hasWarned = true;
        warn(
          `${face.interface.name}.${method.name} has thrown: ${error.message}`,
          'MediaFoundationWarning',
          'given-back',
        );
      }
      // No HRESULT tells native code of the error where there is none, or where it is ignored: the error is reported.
      if (!hasHresult || isHresultIgnored(face.interface.name)) throwUncaught(error);
      return hasHresult ? thrownHresult(error, method) : 0;
    } catch {
      throwUncaught(error);
      return hasHresult ? E_FAIL : 0;
    }
  }
}

/** Native code reads behind the vtable of a result, and a callback must not wait for JavaScript: they are objects of their own. */
export const hasOwnImplementation: ReadonlySet<string> = new Set(['IMFAsyncResult', 'IMFAsyncCallback']);

/** What a method answers once JavaScript has ended: `MF_E_SHUTDOWN`, or nothing. */
const refusalOf = ({ returns }: Method): number => (returns === 'hresult' ? MF_E_SHUTDOWN : 0);

/**
 * The HRESULT of what a method has thrown. An error may carry a success code: native code would take outputs for good then that
 * nothing was written to.
 */
function thrownHresult(error: unknown, { parameters }: Method): HRESULT {
  const hresult = hresultOf(error);
  return FAILED(hresult) || parameters.every(({ direction }) => direction === 'in') ? hresult : E_FAIL;
}

/** Calls a function of JavaScript that native code has called by the stub for plain functions. */
function callPlain(value: unknown): number {
  try {
    if (typeof value === 'function') value();
  } catch (error) {
    throwUncaught(error);
  }
  return 0;
}

const hasMethod = (value: unknown, name: string): boolean =>
  Object(value) === value && typeof (value as Record<string, unknown>)[name] === 'function';
