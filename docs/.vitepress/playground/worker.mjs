// The thread that a program of the playground runs in. It is started from a data: address, so it has no origin: no storage,
// no cookies, and no page to reach. It sends what the program prints, and what the observer is told, to the page:
//
//     page ─▶ { program }                     the address of the module to run
//     page ◀─ { kind: 'line' | 'event' | 'idle' }
// Before the library, which may take the timers that it finds.
import { openTimers } from './timers.mjs';
import * as index from '../../../dist/index.js';
import * as hresults from '../../../dist/contract/hresults.js';
import * as platform from '../../../dist/platform/index.js';
import * as testing from '../../../dist/testing/index.js';
import * as tracing from '../../../dist/tracing/index.js';
import { format } from './format.mjs';

// The modules that stand for the package's entries take their exports from here.
globalThis['begin-end playground'] = { index, hresults, platform, testing, tracing };

const port = globalThis;
const begun = performance.now();
const now = () => performance.now() - begun;
const send = (message) => port.postMessage({ at: now(), ...message });

for (const level of ['log', 'info', 'debug', 'warn', 'error']) {
  console[level] = (...values) => send({ kind: 'line', level, text: values.map((value) => format(value)).join(' ') });
}

/** Where in the program an error comes from; the library's own lines lead nowhere here. */
const placeOf = (error) => /data:text\/javascript;[^\s)]*?:(\d+):\d+/.exec(error?.stack ?? '')?.[1];

function report(what, error) {
  const line = placeOf(error);
  send({ kind: 'line', level: 'error', text: `${what}: ${format(error)}${line ? ` (line ${line})` : ''}` });
}
addEventListener('error', (event) => {
  event.preventDefault();
  report('Uncaught', event.error ?? event.message);
});
addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  report('Unhandled rejection', event.reason);
});

/** The operations that are not over, by their id. */
const open = new Map();
const tell = (event, operation, text = '') => {
  const { id, name, direction, args, late = false } = operation;
  send({ kind: 'event', event, id, name, direction, args: args.map((value) => format(value, 0)), late, text });
};
index.setOperationObserver({
  start: (operation) => {
    open.set(operation.id, operation);
    tell('start', operation);
  },
  end: (operation) => tell('end', operation),
  cancel: (operation) => {
    tell('cancel', operation, operation.direction === 'fromBeginEnd' ? format(operation.reason) : '');
  },
  asyncStart: (operation) => tell('asyncStart', operation),
  error: (operation) => tell('error', operation, format(operation.error)),
  late: (operation) => tell('late', operation),
  asyncEnd: (operation) => {
    open.delete(operation.id);
    tell('asyncEnd', operation, operation.error === undefined ? format(operation.result) : '');
  },
  misuse: ({ kind, operation, message }) =>
    send({ kind: 'event', event: 'misuse', name: operation, text: `${kind}: ${message}` }),
});

/** Tells the page once nothing more can come: no timer is set, and no operation is open. */
function watch() {
  if (openTimers.size === 0 && open.size === 0) send({ kind: 'idle' });
  else later(watch, 20);
}
const later = openTimers.realSetTimeout;

async function runProgram(address) {
  try {
    await import(address);
  } catch (error) {
    report('Uncaught', error);
  }
  later(watch, 20);
}

addEventListener('message', ({ data: { program } }) => void runProgram(program), { once: true });
