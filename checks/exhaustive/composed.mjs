// Both adapters, one over the other: what is asked of the outer one goes through to the function or the pair inside, and what
// comes out of there is the outer one's.
import { doOne } from './chooser.mjs';
import { modelledFromBeginEnd } from './model/fromBeginEnd.mjs';
import { modelledToBeginEnd } from './model/toBeginEnd.mjs';
import { named, nameOf, Signals } from './world.mjs';

const WHEN_ENDED = Symbol.for('begin-end.whenEnded');
const ignore = () => {};

/**
 * `fromBeginEnd(toBeginEnd(f))`.
 *
 * @param {any} library
 * @param {{ steps: number, functions: readonly string[], policies: readonly string[], disposers: readonly string[], signals: readonly string[], reactions: readonly string[], whenEnded: readonly string[] }} limits
 */
export function promiseAgainScenario(library, limits) {
  const signals = new Signals();

  /** @param {import('./world.mjs').World} world */
  return async function promiseAgain({ pick, log, report, turn, isModel }) {
    const kind = pick('the function', limits.functions);
    const policy = pick('policy', limits.policies);
    const disposers = pick('dispose', limits.disposers);
    const hasSignal = pick('signal', limits.signals) === 'a signal';
    const asks = pick('whenEnded', limits.whenEnded);
    const controller = isModel ? new AbortController() : signals.borrow();
    const { signal } = controller;
    let { steps } = limits;
    let hasAsked = false;
    /** @type {any} */ let operation;
    /** @type {((how: string) => void) | undefined} */ let settle;

    const value = named('the value', { [Symbol.dispose]: () => log('disposed by itself') });

    const react = () => {
      log('f is asked to stop');
      const reaction = pick('f', limits.reactions);
      log(`f ${reaction}`);
      if (reaction === 'gives in') settle?.('f rejects as cancelled');
      if (reaction === 'fulfils all the same') settle?.('f fulfils');
      if (reaction === 'fails') settle?.('f rejects');
      if (reaction !== 'goes on') settle = undefined;
    };

    // A pair that cannot be cancelled, as the function: the innermost of three.
    let ending = '';
    const own = named('the result of the pair', {});
    /** @param {any} callback @param {unknown} [_state] */
    const begin = (callback, _state) => {
      settle = (given) => {
        ending = given;
        callback.Invoke(own);
      };
    };
    const end = () => {
      log('End of the pair');
      if (ending === 'f fulfils') return value;
      throw ending === 'f rejects' ? named('the error', new Error('f')) : new DOMException('', 'AbortError');
    };
    const pair = isModel
      ? () => modelledFromBeginEnd({ begin, end, report }).promise
      : () => library.fromBeginEnd(begin, end)();

    /** @param {{ signal: AbortSignal }} [options] */
    const f = (options) => {
      log('f');
      if (kind === 'throws') throw named('the error', new Error('f'));
      if (kind === 'an adapted pair') return pair();
      const promise = new Promise((resolve, reject) => {
        settle = (how) => {
          if (how === 'f fulfils') resolve(value);
          else reject(how === 'f rejects' ? named('the error', new Error('f')) : new DOMException('', 'AbortError'));
        };
      });
      options?.signal.addEventListener('abort', react);
      if (kind === 'a cancellable promise')
        return Object.assign(promise, {
          cancel: Object.assign(() => react(), { [WHEN_ENDED]: () => promise.then(ignore, ignore) }),
        });
      if (kind === 'a cancellable promise of another library') return Object.assign(promise, { cancel: () => react() });
      return promise;
    };

    const offered = () => {
      if (steps <= 0) return [];
      const actions = ['a microtask'];
      if (settle) actions.push('f fulfils', 'f rejects', 'f rejects as cancelled');
      if (hasSignal && !signal.aborted) actions.push('abort');
      actions.push('cancel()');
      if (asks === 'later' && !hasAsked) actions.push('whenEnded');
      return actions;
    };

    const whenEnded = () => {
      hasAsked = true;
      operation.whenEnded().then(() => log('whenEnded: over'));
    };

    /** @param {string} action */
    const perform = (action) => {
      steps -= 1;
      log(`> ${action}`);
      if (action === 'abort') controller.abort('the reason');
      else if (action === 'cancel()') operation.cancel('the reason of cancel');
      else if (action === 'whenEnded') whenEnded();
      else if (action !== 'a microtask') {
        settle?.(action);
        settle = undefined;
      }
      log(`< ${action}`);
    };

    const passSignal = kind === 'takes a signal';
    const disposeOf = (/** @type {string} */ whose) =>
      disposers === whose || disposers === 'of both'
        ? { dispose: (/** @type {unknown} */ given) => log(`dispose(${nameOf(given)}) ${whose}`) }
        : {};
    const inner = { passSignal, ...disposeOf('of the inner one') };
    const outer = { ...(policy === 'default' ? {} : { onAbort: policy }), ...disposeOf('of the outer one') };
    operation = isModel
      ? modelledFromBeginEnd({
          ...modelledToBeginEnd({ ...inner, fn: f, report }),
          ...outer,
          ...(hasSignal ? { signal } : {}),
          report,
        })
      : startReal(library, f, inner, outer, hasSignal ? [{ signal }] : []);
    if (asks === 'now') whenEnded();
    /** @type {string[]} */ const outcomes = [];
    const settled = (/** @type {string} */ how) => {
      outcomes.push(how);
      log(how);
    };
    operation.promise.then(
      (/** @type {unknown} */ given) => settled(`resolved: ${nameOf(given)}`),
      (/** @type {unknown} */ error) => settled(`rejected: ${nameOf(error)}`),
    );
    let did;
    do {
      did = doOne(pick, offered(), perform);
      if (did === 'a microtask') await Promise.resolve();
    } while (did !== 'no more');
    await turn();
    // The function comes to its end, or the promise could not settle.
    log('at last');
    settle?.('f fulfils');
    await turn();
    if (asks === 'later' && !hasAsked) whenEnded();
    if (!isModel) signals.giveBack(controller);
    return () => ({ operations: 1, outcomes, signal });
  };
}

/** @param {any} library @param {any} f @param {any} inner @param {any} outer @param {{ signal: AbortSignal }[]} callOptions */
function startReal(library, f, inner, outer, callOptions) {
  const promise = library.fromBeginEnd(library.toBeginEnd(f, inner), outer)(...callOptions);
  return {
    promise,
    cancel: (/** @type {unknown} */ reason) => promise.cancel(reason),
    whenEnded: () => library.whenEnded(promise),
  };
}

/**
 * `toBeginEnd(fromBeginEnd(pair))`.
 *
 * @param {any} library
 * @param {{ steps: number, policies: readonly string[], cancelActions: readonly string[], begin: readonly string[], end: readonly string[], invokes: number }} limits
 */
export function pairAgainScenario(library, limits) {
  /** @param {import('./world.mjs').World} world */
  return async function pairAgain({ pick, log, report, turn, isModel }) {
    const policy = pick('policy', limits.policies);
    const cancelAction = pick('cancel action', limits.cancelActions);
    const beginKind = pick('Begin', limits.begin);
    let { steps, invokes } = limits;
    /** @type {any} */ let inner;
    /** @type {any} */ let result;

    const own = named('the result of the pair', { GetStatus: () => 0 });
    /** @param {any} callback @param {unknown} [_state] */
    const begin = (callback, _state) => {
      log('Begin of the pair');
      inner = callback;
      if (beginKind === 'throws') throw named('the error of Begin', new Error('Begin'));
      if (beginKind === 'Invoke inside Begin') {
        invokes -= 1;
        callback.Invoke(own);
      }
      return beginKind === 'a null cookie' ? null : 'the cookie';
    };
    /** @param {unknown} given */
    const end = (given) => {
      log(`End of the pair(${nameOf(given)})`);
      switch (pick('End', limits.end)) {
        case 'throws':
          throw named('the error of End', new Error('End'));
        case 'throws a cancelled failure':
          throw new library.HResultError(0xc00d36ed, 'End');
        default:
          return 'the value';
      }
    };
    /** @param {unknown} cookie */
    const cancel = (cookie) => {
      log(`cancel action(${nameOf(cookie)})`);
      if (cancelAction === 'one that throws') throw named('an error of the cancel action', new Error('cancel'));
      if (cancelAction === 'one that invokes' && invokes > 0) {
        invokes -= 1;
        inner.Invoke(own);
      }
    };

    const callback = (/** @type {any} */ given) => {
      log(`Invoke(${given === result ? 'the result' : 'another'}), status 0x${given.GetStatus().toString(16)}`);
      if (steps > 0 && pick('inside Invoke', ['nothing', 'End']) === 'End') perform('End');
    };

    const offered = () => {
      if (steps <= 0) return [];
      return [...(invokes > 0 ? ['Invoke of the pair'] : []), 'Cancel', 'End', 'a microtask'];
    };

    /** @param {string} what @param {() => unknown} action */
    const attempt = (what, action) => {
      try {
        log(`${what} gives ${nameOf(action())}`);
      } catch (error) {
        log(`${what} throws ${nameOf(error)}`);
      }
    };

    /** @param {string} action */
    const perform = (action) => {
      steps -= 1;
      log(`> ${action}`);
      if (action === 'Invoke of the pair') {
        invokes -= 1;
        inner.Invoke(own);
      } else if (action === 'Cancel') attempt('Cancel', () => outer.cancel(result));
      else if (action === 'End') attempt('End', () => outer.end(result));
      log(`< ${action}, status 0x${result.GetStatus().toString(16)}`);
    };

    const dispose = (/** @type {unknown} */ value) => log(`dispose(${nameOf(value)})`);
    const options = {
      ...(policy === 'default' ? {} : { onAbort: policy }),
      ...(cancelAction === 'none' ? {} : { cancel }),
      dispose,
    };
    const outer = isModel
      ? modelledToBeginEnd({
          fn: () => modelledFromBeginEnd({ ...options, begin, end, report }).promise,
          report,
        })
      : library.toBeginEnd(library.fromBeginEnd(begin, end, options));
    result = isModel ? outer.begin(callback) : outer.begin(callback, null);
    log('Begin has returned');
    let did;
    do {
      did = doOne(pick, offered(), perform);
      if (did === 'a microtask') await Promise.resolve();
    } while (did !== 'no more');
    await turn();
    if (invokes === limits.invokes && beginKind !== 'throws') {
      steps += 1;
      perform('Invoke of the pair');
    }
    await turn();
    return () => {
      attempt('the last End', () => outer.end(result));
      return { operations: 1, outcomes: [] };
    };
  };
}
