// toBeginEnd under every order of completion, Cancel, End, SetStatus, foreign results and the loss of the result.
import { doOne } from './chooser.mjs';
import { FakeRegistry, named, nameOf } from './forward.mjs';
import { modelledToBeginEnd } from './model.mjs';

const FAILURE = 0x8000ffff;
const WHEN_ENDED = Symbol.for('begin-end.whenEnded');

/**
 * @param {any} library the library's main entry
 * @param {{ steps: number, detections: readonly string[], functions: readonly string[], callbacks: readonly string[], platforms: readonly string[], reactions: readonly string[], disposals: readonly string[] }} limits
 */
export function backwardScenario(library, limits) {
  /** @param {import('./forward.mjs').World} world */
  return async function backward({ pick, log, report, turn, isModel }) {
    const detects = pick('lost-callback detection', limits.detections) === 'on';
    if (!isModel) library.setLostCallbackDetection(detects);
    const kind = pick('the function', limits.functions);
    const callbackKind = pick('the callback', limits.callbacks);
    const platformKind = pick('the platform', limits.platforms);
    let { steps } = limits;
    let invoked = 0;
    let dropped = false;
    /** @type {any} */ let operation;
    /** @type {((how: string) => void) | undefined} */ let settle;
    /** @type {(() => void)[]} */ const queued = [];

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
      if (reaction === 'gives in') settle?.('it rejects with an AbortError');
      if (reaction === 'fulfils all the same') settle?.('it fulfils');
      if (reaction === 'ends the operation') perform('End');
      if (reaction === 'throws') throw named('an error of cancel', new Error('cancel'));
      return reaction === 'rejects' ? Promise.reject(named('a rejection of cancel', new Error('cancel'))) : undefined;
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
      const answer = pick('dispose', limits.disposals);
      if (answer === 'throws') throw named('an error of dispose', new Error('dispose'));
      return answer === 'rejects' ? Promise.reject(named('a rejection of dispose', new Error('dispose'))) : undefined;
    };

    /** @param {any} result */
    const callback = (result) => {
      invoked += 1;
      log(
        `Invoke(${result === operation?.result ? 'the result' : 'another'}), status 0x${result.GetStatus().toString(16)}`,
      );
      const actions = offered(false);
      if (actions.length > 0) {
        const action = pick('inside Invoke', ['nothing', ...actions, 'it throws']);
        if (action === 'it throws') {
          steps -= 1;
          log('Invoke throws');
          throw named('an error of the callback', new Error('callback'));
        }
        if (action !== 'nothing') perform(action);
      }
    };

    const platform =
      platformKind === 'none'
        ? undefined
        : {
            /** @param {() => void} job */
            dispatch(job) {
              if (platformKind === 'refuses') throw new Error('it was shut down');
              queued.push(job);
            },
          };

    /** @param {boolean} outside */
    const offered = (outside) => {
      if (steps <= 0) return [];
      const actions = [];
      if (!dropped) actions.push('End', 'Cancel', 'SetStatus');
      if (!dropped) actions.push('End of a foreign result', 'Cancel of a foreign result');
      if (settle) actions.push('it fulfils', 'it rejects', 'it rejects with an AbortError');
      if (outside && queued.length > 0) actions.push('the platform dispatches');
      if (outside) actions.push('a microtask');
      // While it is pending the operation itself holds its result.
      if (outside && detects && !dropped && invoked > 0) actions.push('the result is lost');
      return actions;
    };

    /** @param {string} what @param {() => unknown} action */
    const attempt = (what, action) => {
      try {
        log(`${what} gives ${nameOf(action())}`);
      } catch (error) {
        log(`${what} throws ${nameOf(error)}`);
      }
    };
    // It belongs to nobody.
    const foreign = { GetStatus: () => 0, SetStatus() {} };

    /** @param {string} action */
    function perform(action) {
      steps -= 1;
      log(`> ${action}`);
      const { result } = operation;
      if (action === 'End') attempt('End', () => operation.end(result));
      else if (action === 'Cancel') attempt('Cancel', () => operation.cancel(result));
      else if (action === 'End of a foreign result') attempt('End', () => operation.end(foreign));
      else if (action === 'Cancel of a foreign result') attempt('Cancel', () => operation.cancel(foreign));
      else if (action === 'SetStatus') result.SetStatus(FAILURE);
      else if (action === 'the platform dispatches') attempt('the platform', () => queued.shift()?.());
      else if (action === 'the result is lost') {
        dropped = true;
        operation.drop();
      } else if (action !== 'a microtask') {
        settle?.(action);
        settle = undefined;
      }
      log(`< ${action}, status 0x${result.GetStatus().toString(16)}`);
    }

    const passSignal = kind === 'takes a signal';
    const given = callbackKind === 'null' ? null : callback;
    operation = isModel
      ? modelledToBeginEnd(fn, { passSignal, callback: given, dispose, report, ...(platform ? { platform } : {}) })
      : startReal(
          library,
          fn,
          { passSignal, dispose },
          callbackKind === 'an object' ? { Invoke: callback } : given,
          platform,
        );
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
      if (!dropped) {
        attempt('the last End', () => operation.end(operation.result));
        log(`status 0x${operation.result.GetStatus().toString(16)}`);
      }
      return { operations: 1, outcomes: [] };
    };
  };
}

/** @param {any} library @param {any} fn @param {any} options @param {any} callback @param {{ dispatch(job: () => void): void } | undefined} modelled */
function startReal(library, fn, options, callback, modelled) {
  // The same platform as the library knows it.
  const platform = modelled && {
    MFCreateAsyncResult: library.MFCreateAsyncResult,
    MFInvokeCallback(/** @type {unknown} */ result) {
      if (callback === null) throw new Error('there is nobody to invoke');
      modelled.dispatch(() => (typeof callback === 'function' ? callback(result) : callback.Invoke(result)));
    },
  };
  const { registrations } = FakeRegistry;
  registrations.length = 0;
  const { begin, end, cancel } = library.toBeginEnd(fn, { ...options, ...(platform ? { platform } : {}) });
  const result = begin(callback, null);
  return {
    result,
    end,
    cancel,
    drop: () =>
      registrations.filter(({ target }) => target === result).forEach((registration) => registration.collect()),
  };
}
