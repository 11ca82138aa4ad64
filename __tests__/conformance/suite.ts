import assert from 'node:assert/strict';
import { MF_E_SHUTDOWN } from '../../src/contract/hresults.js';
import { hresultName, S_OK, type HRESULT } from '../../src/contract/hresult.js';
import type { AsyncCallbackParameters, IMFAsyncCallback, IMFAsyncResult } from '../../src/contract/IMFAsyncResult.js';
import type { MediaPlatform } from '../../src/platform/MediaPlatform.js';
import { MF_VERSION } from '../../src/platform/constants.js';

/**
 * The suite is a function of a platform, and knows nothing of Jest: the same cases run in this process on the embedded
 * platform, and in another on the real mfplat.dll.
 */
export interface Case {
  /** Numbers of the facts: those that Wine's conformance tests assert, which run on Windows, too. */
  readonly facts: readonly number[];
  /** What holds, in one sentence. */
  readonly sentence: string;
  /** Finds the platform shut down, and leaves it so. Throws where the fact does not hold. */
  run(platform: MediaPlatform, tools: Tools): Promise<void> | void;
}

/** Facts that cannot be said through `MediaPlatform`. */
export interface Exemption {
  readonly facts: readonly number[];
  readonly reason: string;
}

/** A callback that remembers what it was invoked with. */
export interface Recorder extends IMFAsyncCallback {
  readonly results: readonly IMFAsyncResult[];
  /** Waits, by the platform's own clock, until it was invoked so often in all. */
  invoked(times: number, milliseconds?: number): Promise<void>;
  /** Waits for the first Invoke, however long the system takes, say for a file. */
  first(): Promise<IMFAsyncResult>;
}

/** What differs from platform to platform. */
export interface Tools {
  /** Lets so many milliseconds of the platform's own clock pass. */
  pass(milliseconds: number): Promise<void>;
  /** Makes a file, and returns its path. */
  file(bytes: Uint8Array): string;
  /** Makes a callback; `onInvoke` is called inside Invoke, and what it throws fails the case. */
  recorder(onInvoke?: (result: IMFAsyncResult) => unknown, parameters?: AsyncCallbackParameters): Recorder;
}

/** A case whose platform is started before, and shut down after it. */
export function started(run: Case['run']): Case['run'] {
  return async (platform, tools) => {
    platform.MFStartup(MF_VERSION, 0);
    try {
      await run(platform, tools);
    } finally {
      platform.MFShutdown();
    }
  };
}

/** The code that a call throws, `S_OK` where it returns. */
export function codeOf(call: () => unknown): HRESULT {
  try {
    call();
    return S_OK;
  } catch (error) {
    const { hresult } = error as { hresult?: unknown };
    if (typeof hresult !== 'number') throw error;
    return hresult;
  }
}

/** Asserts the code of a call: by its name, which reads better in a report. */
export function assertCode(expected: HRESULT, call: () => unknown): void {
  assert.equal(hresultName(codeOf(call)), hresultName(expected));
}

/** How many locks the platform has: unlocked one by one until it is shut down, and locked again. */
export function lockCount({ MFAllocateWorkQueue, MFUnlockWorkQueue, MFLockPlatform, MFUnlockPlatform }: MediaPlatform) {
  let count = 0;
  const isUp = (): boolean => {
    const code = codeOf(() => MFUnlockWorkQueue(MFAllocateWorkQueue()));
    assert.ok(code === S_OK || code === MF_E_SHUTDOWN, `unexpected ${hresultName(code)}`);
    return code === S_OK;
  };
  for (; isUp(); count++) MFUnlockPlatform();
  for (let locked = 0; locked < count; locked++) MFLockPlatform();
  return count;
}

/** Releases a COM object; what is JavaScript all through needs no release. */
export function release(...objects: object[]): void {
  for (const object of objects) (object as Partial<Disposable>)[Symbol.dispose]?.();
}
