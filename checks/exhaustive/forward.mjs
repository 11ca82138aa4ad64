// fromBeginEnd under every order of Begin, Invoke, End, abort, cancel, dispose, whenEnded and the loss of the callback.
import { doOne } from './chooser.mjs';
import { modelledFromBeginEnd } from './model/fromBeginEnd.mjs';
import { beginsWatched, endsWatched, FakeRegistry, FakeWeakRef, named, nameOf, Signals } from './world.mjs';

const FAILURE = 0x8000ffff;
const SIGNED_FAILURE = -2147467259;
const MULTIPLE_BEGIN = 0x000d36d8;
const CANCELLED = 0xc00d36ed;

/**
 * @typedef {object} Limits
 * @property {number} steps how many events, besides what is called
 * @property {number} invokes
 * @property {number} aborts
 * @property {readonly import('./world.mjs').Detection[]} detections
 * @property {readonly string[]} policies of the adapter
 * @property {readonly string[]} callPolicies of the call
 * @property {readonly string[]} signals
 * @property {readonly string[]} reasons
 * @property {readonly string[]} whenEnded
 * @property {readonly string[]} cancelActions
 * @property {readonly string[]} cancels what the cancel action does
 * @property {readonly string[]} disposers
 * @property {readonly string[]} disposes what dispose does
 * @property {readonly string[]} begin
 * @property {readonly string[]} end
 * @property {readonly string[]} places where something may happen, besides outside of all calls
 * @property {boolean} [canDrop] whether the platform may tell that it dropped the callback
 */

/** @param {any} library the library's main entry @param {Limits} limits */
export function forwardScenario(library, limits) {
  const signals = new Signals();

  /** @param {import('./world.mjs').World} world */
  return async function forward(world) {
    const { pick, log, report, isModel } = world;
    const detection = pick('lost-callback detection', limits.detections);
    const policy = pick('policy', limits.policies);
    const callPolicy = pick('policy of the call', limits.callPolicies);
    const hasCancelAction = pick('cancel action', limits.cancelActions) === 'a cancel action';
    const hasSignal = pick('signal', limits.signals) === 'a signal';
    const hasReasons = pick('reasons', limits.reasons) === 'with reasons';
    const asks = pick('whenEnded', limits.whenEnded);
    const hasDispose = pick('dispose', limits.disposers) === 'of its own';
    const controller = isModel ? new AbortController() : signals.borrow();
    const { signal } = controller;
    let { steps, invokes, aborts } = limits;
    let hasAsked = false;
    let isCollected = false;
    let isLost = false;
    let hasSettled = false;
    let depth = 0;
    /** @type {any} */ let callback;
    /** @type {ReturnType<typeof modelledFromBeginEnd> | undefined} */ let operation;
    /** @type {((how: string) => void) | undefined} */ let settleBegin;
    /** @type {((how: string) => void) | undefined} */ let settleEnd;
    /** @type {((how: string) => void) | undefined} */ let settleStatus;
    /** @type {() => unknown} */ let status = () => 0;

    const first = named('the result', {
      GetStatus() {
        // How often it is asked is not said anywhere, so something happens the first time alone.
        if (isFirstTime) {
          isFirstTime = false;
          inside('GetStatus');
        }
        return status();
      },
    });
    let isFirstTime = true;
    // It has no GetStatus: that counts as S_OK.
    const other = named('another object', {});

    /** What may happen at a point, besides nothing. @param {boolean} isOutside @param {boolean} [hasBegun] */
    const offered = (isOutside, hasBegun = true) => {
      /** @type {string[]} */ const actions = [];
      if (steps <= 0) return actions;
      if (invokes > 0 && callback) {
        actions.push('Invoke');
        if (hasBegun && limits.end.length > 1) actions.push('Invoke with another object');
      }
      if (aborts > 0 && hasSignal && !signal.aborted) actions.push('abort');
      if (aborts > 0 && operation) actions.push('cancel()');
      if (operation && asks === 'later' && !hasAsked) actions.push('whenEnded');
      if (limits.canDrop && operation) actions.push('the callback is dropped');
      if (isOutside) {
        actions.push('a microtask');
        if (settleBegin) actions.push('the promise of Begin fulfils', 'the promise of Begin rejects');
        if (settleEnd) actions.push('the promise of End fulfils', 'the promise of End rejects', 'it is cancelled');
        if (settleStatus) actions.push('the status is S_OK', 'the status is cancelled', 'the status rejects');
        if (operation && detection !== 'off' && !isCollected) actions.push('the callback is collected');
        if (isCollected && !isLost) actions.push('the callback is lost');
      }
      return actions;
    };

    const whenEnded = () => {
      if (hasAsked) return;
      hasAsked = true;
      operation?.whenEnded().then(
        () => log('whenEnded: over'),
        (/** @type {unknown} */ error) => log(`whenEnded: ${nameOf(error)}`),
      );
    };

    /** @param {string} action */
    const perform = (action) => {
      steps -= 1;
      log(`> ${action}`);
      switch (action) {
        case 'Invoke':
        case 'Invoke with another object':
          invokes -= 1;
          callback?.Invoke(action === 'Invoke' ? first : other);
          break;
        case 'abort':
          aborts -= 1;
          controller.abort(hasReasons ? 'the reason' : undefined);
          break;
        case 'cancel()':
          aborts -= 1;
          operation?.cancel(hasReasons ? 'the reason of cancel' : undefined);
          break;
        case 'whenEnded':
          whenEnded();
          break;
        case 'the callback is dropped':
          drop(callback, library);
          break;
        case 'the callback is collected':
          isCollected = true;
          invokes = 0;
          operation?.collect();
          break;
        case 'the callback is lost':
          isLost = true;
          operation?.lose();
          break;
        default:
          settle(action);
      }
      log(`< ${action}`);
    };

    /** @param {string} action */
    const settle = (action) => {
      if (action.startsWith('the promise of Begin')) {
        settleBegin?.(action);
        settleBegin = undefined;
      } else if (action.startsWith('the status')) {
        settleStatus?.(action);
        settleStatus = undefined;
      } else if (action !== 'a microtask') {
        settleEnd?.(action);
        settleEnd = undefined;
      }
    };

    /** At most one thing happens inside a call. @param {string} place */
    const inside = (place) => {
      if (!limits.places.includes(place) || depth > 2) return;
      const actions = offered(false);
      if (actions.length === 0) return;
      const action = pick(`inside ${place}`, ['nothing', ...actions]);
      if (action === 'nothing') return;
      depth += 1;
      perform(action);
      depth -= 1;
    };
    world.insideReport = () => inside('the misuse handler');

    // It was there before the library's.
    const older = () => inside('an older listener');
    if (hasSignal) signal.addEventListener('abort', older);

    /** @param {any} given @param {unknown} [_state] */
    const begin = (given, _state) => {
      log('Begin');
      callback = given;
      while (limits.places.includes('Begin')) {
        const actions = offered(false, false);
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
        case 'a promise':
          return new Promise((resolve, reject) => {
            settleBegin = (how) =>
              how.endsWith('fulfils')
                ? resolve(FAILURE)
                : reject(named('the late error of Begin', new Error('Begin, later')));
          });
        case 'a thenable':
          return named('a thenable', { then: () => log('the thenable was started') });
        default:
          return 'the cookie';
      }
    };

    const value = named('the value', { [Symbol.dispose]: () => dispose('the value, by itself') });
    /** @type {Promise<number> | undefined} */ let givenStatus;
    const statusLater = () => {
      givenStatus ??= new Promise((resolve, reject) => {
        settleStatus = (how) => {
          if (how.endsWith('rejects')) reject(named('a rejection of GetStatus', new Error('GetStatus')));
          else resolve(how.endsWith('S_OK') ? 0 : CANCELLED);
        };
      });
      return givenStatus;
    };
    const late = () => named('a late error of End', new Error('End, later'));

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
        case 'throws, and the status is cancelled':
          status = () => CANCELLED;
          throw named('the error of End', new Error('End'));
        case 'throws, and GetStatus gives a promise':
          status = statusLater;
          throw named('the error of End', new Error('End'));
        case 'the status is a failure':
          status = () => FAILURE;
          break;
        case 'the status is a cancelled failure':
          status = () => CANCELLED;
          break;
        case 'the status is a bigint':
          status = () => BigInt(FAILURE);
          break;
        case 'the status is another success':
          status = () => MULTIPLE_BEGIN;
          break;
        case 'GetStatus throws':
          status = () => {
            throw named('an error of GetStatus', new Error('GetStatus'));
          };
          break;
        case 'GetStatus gives a promise':
          status = statusLater;
          break;
        case 'a promise':
          return new Promise((resolve, reject) => {
            settleEnd = (how) => {
              if (how.endsWith('fulfils')) resolve(value);
              else reject(how.endsWith('rejects') ? late() : new library.HResultError(CANCELLED, 'End'));
            };
          });
        case 'a thenable':
          return { then: (/** @type {(value: unknown) => void} */ resolve) => resolve(value) };
        default:
      }
      return value;
    };

    /** @param {unknown} cookie */
    const cancel = (cookie) => {
      log(`cancel action(${nameOf(cookie)})`);
      inside('the cancel action');
      const answer = pick('the cancel action', limits.cancels);
      log(`cancel action: ${answer}`);
      switch (answer) {
        case 'throws':
          throw named('an error of the cancel action', new Error('cancel'));
        case 'returns a failure':
          return FAILURE;
        case 'rejects':
          return Promise.reject(named('a rejection of the cancel action', new Error('cancel')));
        case 'rejects as cancelled':
          return Promise.reject(new DOMException('', 'AbortError'));
        case 'returns a thenable':
          return { then: () => log('the thenable was started') };
        default:
          return 0;
      }
    };

    /** @param {unknown} given */
    const dispose = (given) => {
      log(`dispose(${nameOf(given)})`);
      inside('dispose');
      const answer = pick('dispose does', limits.disposes);
      if (answer === 'throws') throw named('an error of dispose', new Error('dispose'));
      return answer === 'rejects' ? Promise.reject(named('a rejection of dispose', new Error('dispose'))) : undefined;
    };

    if (hasSignal && limits.places.includes('before') && pick('at first', ['begin', 'abort']) === 'abort')
      perform('abort');
    const options = {
      ...(hasDispose ? { dispose } : {}),
      ...(policy === 'default' ? {} : { onAbort: policy }),
      ...(hasCancelAction ? { cancel } : {}),
    };
    const callOptions = {
      ...(hasSignal ? { signal } : {}),
      ...(callPolicy === 'none' ? {} : { onAbort: callPolicy }),
    };
    if (!isModel) library.setLostCallbackDetection(beginsWatched(detection));
    const started = isModel
      ? modelledFromBeginEnd({ ...options, ...callOptions, begin, end, report, isWatched: beginsWatched(detection) })
      : startReal(library, begin, end, options, callOptions);
    if (!isModel) library.setLostCallbackDetection(endsWatched(detection));
    operation = started;
    if (asks === 'now') whenEnded();
    /** @type {string[]} */ const outcomes = [];
    const settled = (/** @type {string} */ how) => {
      hasSettled = true;
      outcomes.push(how);
      log(how);
    };
    started.promise.then(
      (/** @type {unknown} */ given) => settled(`resolved: ${nameOf(given)}`),
      (/** @type {unknown} */ error) => settled(`rejected: ${nameOf(error)}`),
    );
    let did;
    do {
      did = doOne(pick, offered(true), perform);
      if (did === 'a microtask') await Promise.resolve();
    } while (did !== 'no more');
    // What is asynchronous comes to its end, or the promise could not settle.
    settleEnd?.('the promise of End fulfils');
    settleStatus?.('the status is S_OK');
    await world.turn();
    signal.removeEventListener('abort', older);
    // While it is open, it may well listen.
    if (hasSettled && !isModel) signals.giveBack(controller);
    const isWaiting = !hasSettled;
    if (asks === 'later') whenEnded();
    return () => ({ operations: 1, outcomes, ...(isWaiting ? {} : { signal }) });
  };
}

/** Tells a callback that it is dropped: the library's by its symbol, the model's by a method. @param {any} callback @param {any} library */
function drop(callback, library) {
  const error = new library.HResultError(CANCELLED, 'Begin');
  if (callback.drop) callback.drop(error);
  else callback[library.callbackDropped](error);
}

/** @param {any} library @param {any} begin @param {any} end @param {any} options @param {any} callOptions */
function startReal(library, begin, end, options, callOptions) {
  FakeRegistry.forget();
  FakeWeakRef.forget();
  const adapted = library.fromBeginEnd(begin, end, options);
  const promise = Object.keys(callOptions).length === 0 ? adapted() : adapted(callOptions);
  const { registrations } = FakeRegistry;
  const { clearings } = FakeWeakRef;
  return {
    promise,
    cancel: (/** @type {unknown} */ reason) => promise.cancel(reason),
    collect: () => clearings.forEach((clear) => clear()),
    lose: () => registrations.forEach((registration) => registration.tell()),
    whenEnded: () => library.whenEnded(promise),
  };
}
