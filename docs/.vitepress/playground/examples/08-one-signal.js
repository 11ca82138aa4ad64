// One signal for many operations
import { fromBeginEnd, toBeginEnd } from 'begin-end';

// Functions that take a signal are stopped by Cancel: `passSignal`.
const downloads = toBeginEnd(
  {
    /** @type {(size: number, options: { signal: AbortSignal }) => Promise<number>} */
    load: (size, { signal }) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => resolve(size), size);
        signal.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal.reason);
        });
      }),
  },
  { passSignal: true },
);
const { load } = fromBeginEnd(downloads);

const closing = new AbortController();
const loads = [50, 100, 200, 300].map((size) => load(size, { signal: closing.signal }));
setTimeout(() => closing.abort(new Error('the window is closed')), 150);

for (const outcome of await Promise.allSettled(loads)) {
  console.log(outcome.status, outcome.status === 'fulfilled' ? outcome.value : outcome.reason.message);
}
// → fulfilled 50
// → fulfilled 100
// → rejected the window is closed
// → rejected the window is closed
