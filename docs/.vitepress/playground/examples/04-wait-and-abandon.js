// 'wait' beside 'abandon': two policies for one abort
import { E_ABORT, fromBeginEnd, HResultError, MFCreateAsyncResult, whenEnded } from 'begin-end';

// Reads for 300 ms, and takes 100 ms to stop.
const device = {
  BeginRead(policy, callback, state) {
    const result = MFCreateAsyncResult(null, callback, state);
    const timer = setTimeout(() => callback.Invoke(result), 300);
    return { result, callback, timer };
  },
  EndRead(result) {
    if (result.GetStatus() < 0) throw new HResultError(result.GetStatus(), 'EndRead');
    return 'data';
  },
  CancelRead({ result, callback, timer }) {
    clearTimeout(timer);
    result.SetStatus(E_ABORT);
    setTimeout(() => callback.Invoke(result), 100);
  },
};

const { read } = fromBeginEnd(device);
const controller = new AbortController();
const { signal } = controller;

// The promise of the first one rejects when the device has stopped, that of the second one at once.
const waiting = read('wait', { signal, onAbort: 'wait' });
const abandoned = read('abandon', { signal, onAbort: 'abandon' });
setTimeout(() => controller.abort(new Error('enough')), 100);

const tell = (name) => (error) => console.log(`${name}: ${error.message}`);
await Promise.all([waiting.catch(tell('wait')), abandoned.catch(tell('abandon'))]);
// → abandon: enough
// → wait: enough
await whenEnded(abandoned);
console.log('both are over'); // → both are over
