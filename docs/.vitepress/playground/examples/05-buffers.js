// Buffers, and whenEnded: when bytes are yours again
import { fromBeginEnd, MFCreateAsyncResult, whenEnded } from 'begin-end';

// It has no CancelFill: what has begun writes into the buffer in the end.
const device = {
  BeginFill(bytes, value, callback, state) {
    setTimeout(() => {
      bytes.fill(value);
      callback.Invoke(MFCreateAsyncResult(null, callback, state));
    }, 150);
  },
  EndFill() {},
};

const { fill } = fromBeginEnd(device);
const bytes = new Uint8Array(3);

const filling = fill(bytes, 7);
setTimeout(() => filling.cancel(new Error('too slow')), 50);
await filling.catch((error) => console.log(error.message)); // → too slow
console.log(bytes); // → Uint8Array [0, 0, 0]

// The promise is settled, and the operation goes on. Without this line, the buffer would change later.
await whenEnded(filling);
console.log(bytes); // → Uint8Array [7, 7, 7]
