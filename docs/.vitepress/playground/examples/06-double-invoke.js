// A callback that is invoked twice: reported, and harmless
import { fromBeginEnd, MFCreateAsyncResult, setMisuseHandler } from 'begin-end';

setMisuseHandler(({ kind, operation }) => console.warn(kind, operation));

const device = {
  BeginPlay(callback, state) {
    const result = MFCreateAsyncResult(null, callback, state);
    setTimeout(() => callback.Invoke(result), 60);
    // The fault: a second path of the code tells of the same end.
    setTimeout(() => callback.Invoke(result), 120);
  },
  EndPlay() {
    console.log('End is called once'); // → End is called once
    return 'played';
  },
};

const { play } = fromBeginEnd(device);
console.log(await play()); // → played
// → second-invoke BeginPlay
