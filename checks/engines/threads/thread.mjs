// The other thread of threads.mjs.
import { HResultError, MF_E_END_OF_STREAM } from 'begin-end';
import { expose } from 'comlink';

import { api } from '../../../__tests__/docs/comlink.mjs';
// oxlint-disable-next-line import/no-unassigned-import -- it tells Comlink of the handlers
import 'engines:recipes';

// Comlink leaves alone what is no call of its own.
expose(api);

const error = new HResultError(MF_E_END_OF_STREAM, 'EndRead', { fault: 'nothing is left' });

/** What can be asked of this thread, without Comlink. @type {Record<string, (sent: any) => unknown>} */
const answers = {
  describe(sent) {
    const received = HResultError.from(sent);
    return { isOurs: received instanceof HResultError, text: String(received), operation: received.operation };
  },
  toJSON: () => error.toJSON(),
  text: () => JSON.stringify(error),
  error: () => error,
  end() {
    throw error;
  },
};

globalThis.addEventListener('message', ({ data: { ask, sent } }) => {
  if (ask !== undefined) globalThis.postMessage({ answer: answers[ask]?.(sent) });
});
