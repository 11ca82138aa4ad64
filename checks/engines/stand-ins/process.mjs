// `process`, as far as tests hear by it of what is thrown where nobody can catch it.

/** @type {((error: unknown) => void) | null} */
let capture = null;
/** @type {((error: unknown) => void)[]} */
const listeners = [];

/** @type {(event: Event, error: unknown) => void} */
function tell(event, error) {
  event.preventDefault();
  if (capture) capture(error);
  else for (const listener of listeners) listener(error);
}
globalThis.addEventListener('error', (event) => tell(event, event.error));
globalThis.addEventListener('unhandledrejection', (event) => tell(event, event.reason));

// Tests put another one in its place, and that needs a place. For the library it is as if there were none.
if (!('process' in globalThis)) Object.assign(globalThis, { process: undefined });

export default {
  argv: [],
  // Fewer random programs than in Node: a thousand take WebKit half a minute, in each of four places.
  env: { RUNS: '100', ...ENGINES_ENV },
  platform: 'none',
  cwd: () => '/',
  on: (/** @type {'uncaughtException'} */ _, /** @type {(error: unknown) => void} */ listener) =>
    void listeners.push(listener),
  setUncaughtExceptionCaptureCallback(/** @type {typeof capture} */ callback) {
    capture = callback;
  },
};
