// Await a Begin/End pair
import { E_FAIL, fromBeginEnd, HResultError, MFCreateAsyncResult } from 'begin-end';

// A device as Media Foundation has them: Begin returns at once, Invoke says that it is over, End gives the outcome.
const device = {
  BeginRead(count, callback, state) {
    const result = MFCreateAsyncResult(null, callback, state);
    if (count > 512) result.SetStatus(E_FAIL);
    setTimeout(() => callback.Invoke(result), count / 4);
  },
  EndRead(result) {
    if (result.GetStatus() < 0) throw new HResultError(result.GetStatus(), 'EndRead');
    return 'data';
  },
};

const { read } = fromBeginEnd(device);

console.log(await read(400)); // → data

try {
  await read(800);
} catch (error) {
  console.log(error.code); // → E_FAIL
}
