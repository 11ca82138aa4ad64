// The thread that hashes files. It gets { id, path } to begin with, and { id } to stop; it sends { id, value } or
// { id, error }, where the error is what `toJSON()` gives: its code would not survive `postMessage` otherwise.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { HResultError, hresultOf } from 'begin-end';

/** @type {Map<number, AbortController>} */
const controllers = new Map();

parentPort?.on('message', (/** @type {{ id: number, path?: string }} */ { id, path }) => {
  if (path === undefined) controllers.get(id)?.abort();
  else void answer(id, path);
});

/** @type {(id: number, path: string) => Promise<void>} */
async function answer(id, path) {
  const controller = new AbortController();
  controllers.set(id, controller);
  try {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path, { signal: controller.signal })) hash.update(chunk);
    parentPort?.postMessage({ id, value: hash.digest('hex') });
  } catch (error) {
    // Whatever it is, a missing file or an AbortError: the other side gets its HRESULT.
    const { message } = /** @type {Error} */ (error);
    parentPort?.postMessage({ id, error: new HResultError(hresultOf(error), 'EndHash', { fault: message }).toJSON() });
  } finally {
    controllers.delete(id);
  }
}
