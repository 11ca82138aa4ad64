import { HResultError } from '../contract/HResultError.js';
import { MF_E_BAD_STARTUP_VERSION, MF_E_SHUTDOWN } from '../contract/hresults.js';
import { describe } from '../contract/arguments.js';
import { MF_API_VERSION, MF_SDK_VERSION } from './constants.js';

/**
 * Whether a platform is started. It is shut down while it has no start-up **or** no lock: one unlock too many shuts it
 * down as well.
 */
export class Startup {
  readonly #onShutdown: () => void;
  #startups = 0;
  #locks = 0;
  /** Each result takes a lock until shutdown, not until its release: Media Foundation keeps results for reuse. */
  #resultLocks = 0;

  /** @param onShutdown drops what does not survive a shutdown */
  constructor(onShutdown: () => void) {
    this.#onShutdown = onShutdown;
  }

  startUp(version: number): void {
    // What is no DWORD is no version: the operators would cut it to one.
    const number = typeof version === 'number' && version === version >>> 0 ? version : 0;
    const api = number & 0xffff;
    const sdk = number >>> 16;
    // Older versions are accepted: that of Windows Vista has SDK version 1.
    if (api !== MF_API_VERSION || sdk < 1 || sdk > MF_SDK_VERSION) {
      const fault = `version ${describe(version)} is not MF_VERSION, the platform is as before`;
      throw new HResultError(MF_E_BAD_STARTUP_VERSION, 'MFStartup', { fault });
    }
    if (this.#startups++ === 0) this.#locks++;
  }

  /** Takes back every start-up. */
  shutDownAll(): void {
    while (this.#startups > 0) this.shutDown();
  }

  shutDown(): void {
    if (this.#startups === 0) return;
    if (--this.#startups > 0) return;
    this.#locks--;
    this.#resultLocks = 0;
    this.#onShutdown();
  }

  lock(): void {
    this.#locks++;
  }

  unlock(): void {
    this.#locks--;
  }

  /** Takes the lock of a new result. Results made before the first start-up take none. */
  countResult(): void {
    if (this.#startups > 0) this.#resultLocks++;
  }

  /** Throws `MF_E_SHUTDOWN` while the platform is shut down. */
  require(operation: string): void {
    if (this.#startups > 0 && this.#locks + this.#resultLocks > 0) return;
    const fault =
      this.#startups > 0
        ? 'the platform was unlocked too often; MFLockPlatform restores it'
        : 'the platform is not started; call MFStartup first';
    throw new HResultError(MF_E_SHUTDOWN, operation, { fault });
  }
}
