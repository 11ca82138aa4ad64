// toBeginEnd under every order of completion, Cancel, End, SetStatus, foreign results and the loss of the result, on platforms
// that keep the contract and on others.
import { doOne } from './chooser.mjs';
import { modelledToBeginEnd } from './model/toBeginEnd.mjs';
import { beginsWatched, endsWatched, FakeRegistry, named, nameOf } from './world.mjs';

const FAILURE = 0x8000ffff;
const WHEN_ENDED = Symbol.for('begin-end.whenEnded');

/**
 * @typedef {object} Limits
 * @property {number} steps
 * @property {readonly import('./world.mjs').Detection[]} detections
 * @property {readonly string[]} functions
 * @property {readonly string[]} callbacks
 * @property {readonly string[]} platforms
 * @property {readonly string[]} reactions what a function does that is asked to stop
 * @property {readonly string[]} disposes
 * @property {readonly string[]} places where something may happen, besides outside and inside Invoke
 */

/** @param {any} library the library's main entry @param {Limits} limits */
export function backwardScenario(library, limits) {
  /** @param {import('./world.mjs').World} world */
  return async function backward(world) {
    const { pick, log, report, turn, isModel } = world;
    const detection = pick('lost-callback detection', limits.detections);
    const kind = pick('the function', limits.functions);
    const callbackKind = pick('the callback', limits.callbacks);
    const platformKind = pick('the platform', limits.platforms);
    let { steps } = limits;
    let invoked = 0;
    let hasBegun = false;
    let isDropped = false;
    let depth = 0;
    /** @type {any} */ let result;
    /** @type {((how: string) => void) | undefined} */ let settle;
    /** @type {(() => unknown)[]} */ const queued = [];

    const failed = named('the error', new Error('fn'));
    const aborted = named('an AbortError', new DOMException('', 'AbortError'));

    const pending = () =>
      new Promise((resolve, reject) => {
        settle = (how) =>
          how === 'it fulfils' ? resolve('the value') : reject(how === 'it rejects' ? failed : aborted);
      });

    /** What a function does when it is asked to stop. @param {string} where */
    const react = (where) => {
      log(`asked by ${where}`);
      // What a listener of a signal throws is no affair of the operation's.
      const reactions = limits.reactions.filter((how) => where !== 'its signal' || !/throws|rejects/.test(how));
      const reaction = pick(`asked by ${where}`, reactions);
      log(`it ${reaction}`);
      switch (reaction) {
        case 'gives in':
          settle?.('it rejects with an AbortError');
          break;
        case 'fulfils all the same':
          settle?.('it fulfils');
          break;
        case 'ends the operation':
          return perform('End');
        case 'throws':
          throw named('an error of cancel', new Error('cancel'));
        case 'rejects':
          return Promise.reject(named('a rejection of cancel', new Error('cancel')));
        case 'rejects as cancelled':
          return Promise.reject(aborted);
        case 'returns a thenable':
          return { then: () => log('the thenable was started') };
        default:
      }
    };

    /** @param {{ signal: AbortSignal }} [options] */
    const fn = (options) => {
      log('fn');
      if (kind === 'throws') throw failed;
      if (kind === 'a plain value') return 'the value';
      const promise = pending();
      if (kind === 'takes a signal') options?.signal.addEventListener('abort', () => void react('its signal'));
      const cancel = () => react('cancel()');
      // The native promise that a CancellablePromise of the library is.
      if (kind === 'a cancellable promise') {
        const ended = () => promise.catch(() => {});
        return Object.assign(promise, { cancel: Object.assign(cancel, { [WHEN_ENDED]: ended }) });
      }
      if (kind === 'a cancellable promise of another library') return Object.assign(promise, { cancel });
      if (kind === 'a thenable') return { then: promise.then.bind(promise), cancel };
      return promise;
    };

    /** @param {unknown} value */
    const dispose = (value) => {
      log(`dispose(${nameOf(value)})`);
      inside('dispose');
      const answer = pick('dispose', limits.disposes);
      if (answer === 'throws') throw named('an error of dispose', new Error('dispose'));
      return answer === 'rejects' ? Promise.reject(named('a rejection of dispose', new Error('dispose'))) : undefined;
    };

    /** @param {any} given */
    const callback = (given) => {
      invoked += 1;
      log(
        `Invoke(${given === result ? 'the result' : 'another'})${hasBegun ? '' : ' inside Begin'}, ${statusOf(given)}`,
      );
      inside('Invoke', ['it throws']);
    };

    /** @param {any} of */
    const statusOf = (of) => {
      try {
        return `status 0x${of.GetStatus().toString(16)}`;
      } catch (error) {
        return `no status: ${nameOf(error)}`;
      }
    };

    /** @param {boolean} isOutside */
    const offered = (isOutside) => {
      if (steps <= 0) return [];
      const actions = [];
      if (hasBegun && !isDropped) actions.push('End', 'Cancel', 'SetStatus');
      if (isOutside && !isDropped) actions.push('End of a foreign result', 'Cancel of a foreign result');
      if (settle) actions.push('it fulfils', 'it rejects', 'it rejects with an AbortError');
      if (isOutside && queued.length > 0) actions.push('the platform dispatches');
      if (isOutside) actions.push('a microtask');
      // While it is pending the operation itself holds its result.
      if (isOutside && detection !== 'off' && !isDropped && invoked > 0) actions.push('the result is lost');
      return actions;
    };

    /** At most one thing happens inside a call. @param {string} place @param {string[]} others */
    const inside = (place, others = []) => {
      if ((place !== 'Invoke' && !limits.places.includes(place)) || depth > 2) return;
      const actions = offered(false);
      if (actions.length === 0) return;
      const action = pick(`inside ${place}`, ['nothing', ...actions, ...others]);
      if (action === 'nothing') return;
      if (action === 'it throws') {
        steps -= 1;
        log('Invoke throws');
        throw named('an error of the callback', new Error('callback'));
      }
      depth += 1;
      perform(action);
      depth -= 1;
    };
    world.insideReport = () => inside('the misuse handler');

    /** @param {string} what @param {() => unknown} action */
    const attempt = (what, action) => {
      try {
        log(`${what} gives ${nameOf(action())}`);
      } catch (error) {
        log(`${what} throws ${nameOf(error)}`);
      }
    };
    // It belongs to no operation.
    const foreign = { GetStatus: () => 0, SetStatus() {} };

    /** @param {string} action */
    function perform(action) {
      steps -= 1;
      log(`> ${action}`);
      if (action === 'End') attempt('End', () => trio.end(result));
      else if (action === 'Cancel') attempt('Cancel', () => trio.cancel(result));
      else if (action === 'End of a foreign result') attempt('End', () => trio.end(foreign));
      else if (action === 'Cancel of a foreign result') attempt('Cancel', () => trio.cancel(foreign));
      else if (action === 'SetStatus') attempt('SetStatus', () => result.SetStatus(FAILURE));
      else if (action === 'the platform dispatches') attempt('the platform', () => void queued.shift()?.());
      else if (action === 'the result is lost') {
        isDropped = true;
        drop();
      } else if (action !== 'a microtask') {
        settle?.(action);
        settle = undefined;
      }
      log(`< ${action}, ${statusOf(result)}`);
    }

    const platform = platformKind === 'none' ? undefined : platformOf(platformKind, queued, inside);
    const passSignal = kind === 'takes a signal';
    const options = { passSignal, dispose, ...(platform ? { platform } : {}) };
    FakeRegistry.forget();
    if (!isModel) library.setLostCallbackDetection(beginsWatched(detection));
    const modelled = modelledToBeginEnd({ ...options, fn, report, isDetecting: () => beginsWatched(detection) });
    const trio = isModel ? modelled : library.toBeginEnd(fn, options);
    const given = callbackKind === 'an object' ? { Invoke: callback } : callbackKind === 'null' ? null : callback;
    result = isModel ? trio.begin(given) : trio.begin(given, null);
    hasBegun = true;
    if (!isModel) library.setLostCallbackDetection(endsWatched(detection));
    const drop = () => {
      if (isModel) modelled.drop(result);
      else for (const each of FakeRegistry.registrations) if (each.target === result) each.tell();
    };
    log('Begin has returned');
    let did;
    do {
      did = doOne(pick, offered(true), perform);
      if (did === 'a microtask') await Promise.resolve();
    } while (did !== 'no more');
    // The rest happens by itself: the function comes to its end, and the platform to its queue.
    if (settle && pick('at last', ['it fulfils', 'it rejects']) === 'it fulfils') settle('it fulfils');
    else settle?.('it rejects');
    await turn();
    while (queued.length > 0) {
      perform('the platform dispatches');
      await turn();
    }
    return () => {
      if (!isDropped) {
        attempt('the last End', () => trio.end(result));
        log(statusOf(result));
      }
      return { operations: 1, outcomes: [] };
    };
  };
}

/**
 * A platform that keeps the contract, or resists it.
 *
 * @param {string} kind
 * @param {(() => unknown)[]} queued what it is to dispatch
 * @param {(place: string) => void} inside
 */
function platformOf(kind, queued, inside) {
  /** @type {WeakMap<object, { Invoke(result: unknown): unknown }>} */ const callbacks = new WeakMap();
  return {
    /** @param {unknown} _object @param {any} callback */
    MFCreateAsyncResult(_object, callback) {
      let current = 0;
      const result = {
        GetStatus() {
          if (kind === 'has no status') throw named('an error of GetStatus', new Error('GetStatus'));
          return current;
        },
        SetStatus(/** @type {number} */ status) {
          if (kind === 'refuses a status') throw named('an error of SetStatus', new Error('SetStatus'));
          current = status >>> 0;
          inside('SetStatus');
        },
      };
      if (callback) callbacks.set(result, callback);
      return kind === 'freezes its results' ? Object.freeze(result) : result;
    },
    /** @param {object} result */
    MFInvokeCallback(result) {
      const callback = callbacks.get(result);
      if (callback === undefined) throw new Error('there is no callback to invoke');
      const invoke = () => callback.Invoke(result);
      switch (kind) {
        case 'refuses':
          throw new Error('it was shut down');
        case 'dispatches at once':
          return void invoke();
        case 'dispatches twice':
          queued.push(invoke, invoke);
          return undefined;
        case 'dispatches at once and throws':
          invoke();
          throw new Error('it was shut down');
        case 'rejects':
          return Promise.reject(new Error('it was shut down'));
        case 'dispatches and rejects':
          queued.push(invoke);
          return Promise.reject(new Error('it was shut down'));
        default:
          queued.push(invoke);
          return undefined;
      }
    },
  };
}
