// @ts-nocheck: plain JavaScript, as short as it can be.
// The source resolver under load: five thousand byte streams of JavaScript are resolved, with a cookie each; a third is
// cancelled by its cookie, and a third by a time limit. Every one ends, by its source or by its failure.
import assert from 'node:assert/strict';
import { byteStreamFrom, fromBeginEnd, isCancelled, toBeginEnd } from 'begin-end';
import { MF_VERSION, openMediaFoundation } from 'begin-end/media-foundation';

const mf = openMediaFoundation();
mf.MFStartup(MF_VERSION);

const MF_RESOLUTION_BYTESTREAM = 2;
const MF_OBJECT_BYTESTREAM = 1;
const total = 5000;

// What opens `storm://number/milliseconds`: it takes that long, and stops where it is asked to.
let running = 0;
let stopped = 0;
async function open(url, _flags, _properties, { signal }) {
  const { hostname, pathname } = new URL(url);
  running += 1;
  try {
    await new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, Number(pathname.slice(1)));
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        stopped += 1;
        reject(signal.reason);
      });
    });
    return { objectType: MF_OBJECT_BYTESTREAM, object: byteStreamFrom(Buffer.from(hostname)) };
  } finally {
    running -= 1;
  }
}
const { begin, end, cancel } = toBeginEnd(open, { passSignal: true, platform: mf });
const handler = { BeginCreateObject: begin, EndCreateObject: end, CancelObjectCreation: cancel };
mf.MFRegisterLocalSchemeHandler('storm:', { ActivateObject: () => handler });

const resolver = mf.MFCreateSourceResolver();
const createObjectFromURL = fromBeginEnd(resolver, 'CreateObjectFromURL', {
  cancel: (cookie) => resolver.CancelObjectCreation(cookie),
});

/** Resolves one; gives the text of its stream, or what it was refused with. */
async function textOf(number, milliseconds, ...options) {
  const url = `storm://${number}/${milliseconds}`;
  const { object } = await createObjectFromURL(url, MF_RESOLUTION_BYTESTREAM, null, ...options);
  const bytes = new Uint8Array(8);
  const count = await fromBeginEnd(object).read(bytes, bytes.length);
  object.Close();
  return Buffer.from(bytes.subarray(0, count)).toString();
}

const controllers = [];
const outcomes = await Promise.allSettled(
  Array.from({ length: total }, (_, number) => {
    if (number % 3 === 0) return textOf(number, 1);
    if (number % 3 === 1) return textOf(number, 60_000, { signal: AbortSignal.timeout(1 + (number % 50)) });
    const controller = new AbortController();
    controllers.push(controller);
    // The storm: one abort after the other, some before the handler has even begun.
    setTimeout(() => controller.abort(), number % 20);
    return textOf(number, 60_000, { signal: controller.signal });
  }),
);

let resolved = 0;
let cancelled = 0;
outcomes.forEach(({ status, value, reason }, number) => {
  if (number % 3 === 0) {
    assert.equal(status, 'fulfilled', `${number}: ${reason}`);
    assert.equal(value, String(number));
    resolved += 1;
  } else {
    assert.equal(status, 'rejected');
    // Wine 8.0 has a code of its own for whatever a handler fails with.
    assert.ok(isCancelled(reason) || reason.code === 'E_POINTER', `${number}: ${reason}`);
    cancelled += 1;
  }
});
console.log(`${resolved} resolved, ${cancelled} cancelled`);
assert.equal(running, 0, 'no handler is left');
console.log(`${stopped} handlers were stopped`);

resolver[Symbol.dispose]();
console.log('Done.');
process.exit(0);
