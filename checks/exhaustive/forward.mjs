// fromBeginEnd under every order of Begin, Invoke, End, abort, cancel, dispose and the loss of the callback.

/**
 * What one run is given: who chooses, what is written down, and which implementation is run.
 *
 * @typedef {{
 *   pick: import('./chooser.mjs').Pick,
 *   log: (entry: string) => void,
 *   report: (kind: string) => void,
 *   turn: () => Promise<unknown>,
 *   isModel: boolean,
 * }} World
 */
import { doOne } from './chooser.mjs';
import { modelledFromBeginEnd } from './model.mjs';

const FAILURE = 0x8000ffff;
const SIGNED_FAILURE = -2147467259;
const MULTIPLE_BEGIN = 0x000d36d8;
const CANCELLED = 0xc00d36ed;

/**
 * @param {any} library the library's main entry
 * @param {{ steps: number, invokes: number, aborts: number, detections: readonly string[], cancelActions: readonly string[], policies: readonly string[], begin: readonly string[], end: readonly string[] }} limits
 */
export function forwardScenario(library, limits) {
  /** @param {World} world */
  return async function forward({ pick, log, report, isModel }) {
    const detects = pick('lost-callback detection', limits.detections) === 'on';
    if (!isModel) library.setLostCallbackDetection(detects);
    const policy = pick('policy', limits.policies);
    const hasCancelAction = pick('cancel action', limits.cancelActions) === 'a cancel action';
    const controller = new AbortController();
    const { signal } = controller;
    let { steps, invokes, aborts } = limits;
    let endStatus = 0;
    /** @type {{ Invoke(result: unknown): void } | undefined} */ let callback;
    /** @type {any} */ let operation;
    /** @type {((how: string) => void) | undefined} */ let settleLater;

    const first = named('the result', {
      GetStatus() {
        if (endStatus === -1) throw named('an error of GetStatus', new Error('GetStatus'));
        return endStatus;
      },
    });
    // It has no GetStatus: that counts as S_OK.
    const other = named('another object', {});

    /** What may happen at a point, besides nothing. @param {string} where @param {boolean} [outside] */
    const offered = (where, outside = false) => {
      /** @type {string[]} */ const actions = [];
      if (steps > 0) {
        if (invokes > 0 && callback)
          actions.push('Invoke', ...(where === 'Begin' ? [] : ['Invoke with another object']));
        if (aborts > 0 && !signal.aborted) actions.push('abort');
        if (aborts > 0 && operation) actions.push('cancel()');
        if (outside) actions.push('a microtask');
        if (outside && settleLater) actions.push('the promise of End fulfils', 'the promise of End rejects');
        if (outside && operation && detects && !lost) actions.push('the callback is lost');
      }
      return actions;
    };
    let lost = false;

    /** @param {string} action */
    const perform = (action) => {
      steps -= 1;
      log(`> ${action}`);
      if (action === 'Invoke' || action === 'Invoke with another object') {
        invokes -= 1;
        callback?.Invoke(action === 'Invoke' ? first : other);
      } else if (action === 'abort') {
        aborts -= 1;
        controller.abort('the reason');
      } else if (action === 'cancel()') {
        aborts -= 1;
        operation.cancel('the reason of cancel');
      } else if (action === 'the callback is lost') {
        lost = true;
        invokes = 0;
        operation.lose();
      } else if (action !== 'a microtask') {
        settleLater?.(action);
        settleLater = undefined;
      }
      log(`< ${action}`);
    };

    /** At most one thing happens inside a call. @param {string} where */
    const inside = (where) => {
      const actions = offered(where);
      if (actions.length === 0) return;
      const action = pick(`inside ${where}`, ['nothing', ...actions]);
      if (action !== 'nothing') perform(action);
    };

    // It was there before the library's.
    const older = () => inside('an older listener');
    signal.addEventListener('abort', older);

    /** @param {any} given */
    const begin = (given) => {
      log('Begin');
      callback = given;
      for (;;) {
        const actions = offered('Begin');
        const action = actions.length === 0 ? 'it returns' : pick('inside Begin', ['it returns', ...actions]);
        if (action === 'it returns') break;
        perform(action);
      }
      const answer = pick('Begin', limits.begin);
      log(`Begin: ${answer}`);
      switch (answer) {
        case 'throws':
          throw named('the error of Begin', new Error('Begin'));
        case 'a null cookie':
          return null;
        case 'nothing':
          return undefined;
        case 'a failure':
          return FAILURE;
        case 'a signed failure':
          return SIGNED_FAILURE;
        case 'MF_S_MULTIPLE_BEGIN':
          return MULTIPLE_BEGIN;
        default:
          return 'the cookie';
      }
    };

    /** @param {any} result */
    const end = (result) => {
      log(`End(${nameOf(result)})`);
      inside('End');
      const answer = pick('End', limits.end);
      log(`End: ${answer}`);
      switch (answer) {
        case 'throws':
          throw named('the error of End', new Error('End'));
        case 'throws a cancelled failure':
          throw new library.HResultError(CANCELLED, 'End');
        case 'the status is a failure':
          endStatus = FAILURE;
          break;
        case 'the status is a cancelled failure':
          endStatus = CANCELLED;
          break;
        case 'the status is another success':
          endStatus = MULTIPLE_BEGIN;
          break;
        case 'GetStatus throws':
          endStatus = -1;
          break;
        case 'a promise':
          return new Promise((resolve, reject) => {
            settleLater = (how) =>
              how.endsWith('fulfils') ? resolve('the value') : reject(new library.HResultError(CANCELLED, 'End'));
          });
        default:
      }
      return 'the value';
    };

    /** @param {unknown} cookie */
    const cancel = (cookie) => {
      log(`cancel action(${nameOf(cookie)})`);
      inside('the cancel action');
      const answer = pick('the cancel action', ['returns', 'throws', 'returns a failure', 'rejects']);
      log(`cancel action: ${answer}`);
      if (answer === 'throws') throw named('an error of the cancel action', new Error('cancel'));
      if (answer === 'returns a failure') return FAILURE;
      return answer === 'rejects' ? Promise.reject(named('a rejection of the cancel action', new Error('cancel'))) : 0;
    };

    /** @param {unknown} value */
    const dispose = (value) => {
      log(`dispose(${nameOf(value)})`);
      inside('dispose');
      const answer = pick('dispose', ['returns', 'throws', 'rejects']);
      if (answer === 'throws') throw named('an error of dispose', new Error('dispose'));
      return answer === 'rejects' ? Promise.reject(named('a rejection of dispose', new Error('dispose'))) : undefined;
    };

    if (pick('at first', ['begin', 'abort']) === 'abort') perform('abort');
    const options = {
      dispose,
      ...(policy === 'default' ? {} : { onAbort: policy }),
      ...(hasCancelAction ? { cancel } : {}),
    };
    const started = isModel
      ? modelledFromBeginEnd(begin, end, { ...options, report }, signal)
      : startReal(library, begin, end, options, signal);
    operation = started;
    /** @type {string[]} */ const outcomes = [];
    const settled = (/** @type {string} */ how) => {
      outcomes.push(how);
      log(how);
    };
    started.promise.then(
      (/** @type {unknown} */ value) => settled(`resolved: ${nameOf(value)}`),
      (/** @type {unknown} */ error) => settled(`rejected: ${nameOf(error)}`),
    );
    let did;
    do {
      did = doOne(pick, offered('outside', true), perform);
      if (did === 'a microtask') await Promise.resolve();
    } while (did !== 'no more');
    // An End that is asynchronous comes to its end, or the promise could not settle.
    settleLater?.('the promise of End fulfils');
    return () => {
      log(`whenEnded: ${started.ended()}`);
      signal.removeEventListener('abort', older);
      // While it is open, it may well listen.
      return { operations: 1, outcomes, ...(outcomes.length > 0 ? { signal } : {}) };
    };
  };
}

/** @param {any} library @param {any} begin @param {any} end @param {any} options @param {AbortSignal} signal */
function startReal(library, begin, end, options, signal) {
  const { registrations } = FakeRegistry;
  registrations.length = 0;
  const promise = library.fromBeginEnd(begin, end, options)({ signal });
  const watched = [...registrations];
  let ended = 'pending';
  library.whenEnded(promise).then(
    () => (ended = 'over'),
    () => (ended = 'lost'),
  );
  return {
    promise,
    cancel: (/** @type {unknown} */ reason) => promise.cancel(reason),
    lose: () => watched.forEach((registration) => registration.collect()),
    ended: () => ended,
  };
}

/**
 * Stands in for FinalizationRegistry: the garbage collector decides when to tell, so the checker does. To be installed before
 * lost-callback detection is switched on for the first time.
 */
export class FakeRegistry {
  /** @type {{ target: unknown, collect(): void }[]} */ static registrations = [];
  #tell;
  #registered = new Map();

  /** @param {(held: unknown) => void} tell */
  constructor(tell) {
    this.#tell = tell;
  }

  /** @param {unknown} target @param {unknown} held @param {unknown} token */
  register(target, held, token) {
    this.#registered.set(token, held);
    FakeRegistry.registrations.push({
      target,
      collect: () => {
        if (this.#registered.delete(token)) this.#tell(held);
      },
    });
  }

  /** @param {unknown} token */
  unregister(token) {
    return this.#registered.delete(token);
  }
}

const names = new WeakMap();

/** @template {object} T @param {string} name @param {T} value @returns {T} */
export function named(name, value) {
  names.set(value, name);
  return value;
}

/** What a trace calls a value; the same for the model's errors and for those of the library. @param {any} value @returns {string} */
export function nameOf(value) {
  if (typeof value === 'object' && value !== null) {
    const name = names.get(value);
    if (name !== undefined) return name;
    if (value.name === 'HResultError') return `0x${value.hresult.toString(16)}`;
    if (typeof value.then === 'function') return 'a promise';
    return value.name ?? 'an object';
  }
  return String(value);
}
