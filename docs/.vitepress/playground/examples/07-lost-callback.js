// A lost callback: who waits, and how not to wait for ever
import { fromBeginEnd, MFCreateAsyncResult } from 'begin-end';

const server = {
  BeginAsk(question, callback, state) {
    // The fault: on this path the callback is forgotten.
    if (question === 'why') return;
    setTimeout(() => callback.Invoke(MFCreateAsyncResult(null, callback, state)), 50);
  },
  EndAsk: () => 42,
};

const { ask } = fromBeginEnd(server);
console.log(await ask('what')); // → 42

// A time limit that abandons ends the waiting. The operation itself stays open for ever: its line has no end.
const asking = ask('why', { onAbort: 'abandon' });
setTimeout(() => asking.cancel(new Error('no answer')), 100);
await asking.catch((error) => console.log(error.message)); // → no answer
