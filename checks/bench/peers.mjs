// What one would pick instead, each over the form of the operation that it is made for.
import { promisify } from 'node:util';
import { handWritten, nodeStyle, pair } from './sources.mjs';

/** @typedef {import('./sources.mjs').Completion} Completion */

/**
 * @typedef {{ (completion: Completion, Result: any): Promise<() => any>, heavy?: boolean }} Peer loads it; it makes functions
 *   that return a promise, over operations whose results are of that class
 */

/** @type {Record<string, Peer>} */
export const peers = {
  'util.promisify': async (completion, Result) => () => promisify(nodeStyle(completion, Result)),
  pify: async (completion, Result) => {
    const { default: pify } = await import('pify');
    return () => pify(nodeStyle(completion, Result));
  },
  'es6-promisify': async (completion, Result) => {
    const { promisify: es6 } = await import('es6-promisify');
    return () => es6(nodeStyle(completion, Result));
  },
  '@google-cloud/promisify': async (completion, Result) => {
    const { promisify: google } = await import('@google-cloud/promisify');
    return () => google(nodeStyle(completion, Result));
  },
  universalify: async (completion, Result) => {
    const { default: universalify } = await import('universalify');
    return () => universalify.fromCallback(nodeStyle(completion, Result));
  },
  bluebird: async (completion, Result) => {
    const { default: Bluebird } = await import('bluebird');
    return () => Bluebird.promisify(nodeStyle(completion, Result));
  },
  'p-cancelable': async (completion, Result) => {
    const { default: PCancelable } = await import('p-cancelable');
    return () => {
      const { begin, end } = pair(completion, { Result });
      return (/** @type {unknown} */ argument) =>
        new PCancelable((resolve, reject, onCancel) => {
          onCancel(() => {});
          const callback = {
            Invoke(/** @type {unknown} */ result) {
              try {
                resolve(end(result));
              } catch (error) {
                reject(error);
              }
            },
          };
          begin(argument, callback, null);
        });
    };
  },
  effect: async (completion, Result) => {
    const { Effect } = await import('effect');
    return () => {
      const { begin, end } = pair(completion, { Result });
      return (/** @type {unknown} */ argument) =>
        Effect.runPromise(
          Effect.async((resume) => {
            begin(argument, { Invoke: (/** @type {unknown} */ result) => resume(Effect.try(() => end(result))) }, null);
          }),
        );
    };
  },
};

for (const name of ['bluebird', 'p-cancelable', 'effect'])
  Object.assign(/** @type {Peer} */ (peers[name]), { heavy: true });

/** @type {(completion: Completion, arity?: number, Result?: any) => any} */
export const byHand = (completion, arity, Result) => handWritten(pair(completion, { arity, Result }), arity);
