// @ts-nocheck: plain JavaScript, as short as it can be.
// A URL scheme of one's own, written as one async function: Media Foundation's source resolver opens `memory://…` by it,
// and its CancelObjectCreation aborts the function's signal.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { fromBeginEnd, toBeginEnd } from 'begin-end';
import { MF_VERSION, openMediaFoundation } from 'begin-end/media-foundation';

const mf = openMediaFoundation();
mf.MFStartup(MF_VERSION);

const MF_RESOLUTION_BYTESTREAM = 2;
const MF_OBJECT_BYTESTREAM = 1;
const documents = { greeting: Buffer.from('Hello from JavaScript') };

/** Opens `memory://name`, after a while. */
async function open(url, _flags, _properties, { signal }) {
  console.log('opening', url);
  await sleep(url.includes('slow') ? 60_000 : 5, undefined, { signal });
  const document = documents[new URL(url).hostname];
  if (!document) throw Object.assign(new Error(`no document at ${url}`), { code: 'ENOENT' });
  let position = 0;
  const read = async (bytes, count) => {
    const part = document.subarray(position, position + count);
    bytes.set(part);
    position += part.length;
    return part.length;
  };
  const stream = {
    GetCapabilities: () => 1,
    GetLength: () => BigInt(document.length),
    ...toBeginEnd({ read }, 'read', { platform: mf }),
  };
  return { objectType: MF_OBJECT_BYTESTREAM, object: stream };
}

const { begin, end, cancel } = toBeginEnd(open, { passSignal: true, platform: mf });
const handler = { BeginCreateObject: begin, EndCreateObject: end, CancelObjectCreation: cancel };
mf.MFRegisterLocalSchemeHandler('memory:', { ActivateObject: () => handler });

const resolver = mf.MFCreateSourceResolver();
const createObjectFromURL = fromBeginEnd(resolver, 'CreateObjectFromURL', {
  cancel: (cookie) => resolver.CancelObjectCreation(cookie),
});

// What comes out is the very object that went in: native code only passed it on.
const { object: stream } = await createObjectFromURL('memory://greeting', MF_RESOLUTION_BYTESTREAM, null);
const bytes = new Uint8Array(100);
const count = await fromBeginEnd(stream, 'Read')(bytes, bytes.length);
const text = Buffer.from(bytes.subarray(0, count)).toString();
console.log('read:', text);
assert.equal(text, 'Hello from JavaScript');

// The native resolver fails as the function does, with a code of its own under Wine.
await assert.rejects(createObjectFromURL('memory://nothing', MF_RESOLUTION_BYTESTREAM, null));

const controller = new AbortController();
const slow = createObjectFromURL('memory://slow', MF_RESOLUTION_BYTESTREAM, null, { signal: controller.signal });
setTimeout(() => controller.abort(), 20);
await assert.rejects(slow);
console.log('cancelled');
resolver[Symbol.dispose]();
console.log('Done.');
process.exit(0);
