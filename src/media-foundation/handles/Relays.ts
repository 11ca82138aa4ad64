import type { Address } from '../native/addon.js';
import type { Runtime } from '../native/Runtime.js';
import type { Entry } from '../native/Tokens.js';
import type { Origin } from './NativeResult.js';
import type { Transfer } from './Transfer.js';

/** A callback of ours in front of a native one: its result is known by it. */
export class Relay implements Entry, Origin {
  readonly #relays: Relays;
  /** The native callback as JavaScript gave it; `undefined` for a pointer. */
  readonly callback: object | undefined;
  readonly state: undefined;
  /** The address of the native callback. */
  readonly behind: Address;
  owner: Address = 0;
  transfer: Transfer | undefined;
  address: Address = 0;
  token = -1;

  constructor(relays: Relays, callback: object | undefined, behind: Address) {
    this.#relays = relays;
    this.callback = callback;
    this.behind = behind;
  }

  died(): void {
    this.transfer?.free();
    this.#relays.forget(this);
  }
}

/**
 * Byte transfers that JavaScript begins with a callback of native code, as a stream does that decorates another one. Native
 * code may end the operation at any time, so the memory has to live as long as the operation, which only its callback knows.
 *
 *     Begin(bytes, native callback) ──▶ a relay, with the transfer ──▶ Invoke: the native callback's, on the same thread
 *     End(result) ──▶ the relay by the result ──▶ the relay behind that … ──▶ the one of this object ──▶ its transfer
 *
 * Where such streams decorate each other, the callback of a relay is another relay.
 */
export class Relays {
  readonly #runtime: Runtime;
  readonly #byToken = new Map<number, Relay>();
  readonly #byAddress = new Map<Address, Relay>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** A relay in front of a callback, with one reference. */
  create(callback: object | undefined, behind: Address): Relay {
    const { addon, tokens } = this.#runtime;
    const relay = new Relay(this, callback, behind);
    relay.token = tokens.take(relay);
    relay.address = addon.createRelay(relay.token, behind);
    this.#byToken.set(relay.token, relay);
    this.#byAddress.set(relay.address, relay);
    return relay;
  }

  /** The relay that a native result was made for. */
  of(result: Address): Relay | undefined {
    return this.#byToken.get(this.#runtime.addon.relayOf(result));
  }

  /** The relay that stands behind another one. */
  behind(relay: Relay): Relay | undefined {
    return this.#byAddress.get(relay.behind);
  }

  forget(relay: Relay): void {
    this.#byAddress.delete(relay.address);
    this.#byToken.delete(relay.token);
  }
}
