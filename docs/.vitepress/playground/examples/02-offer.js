// Offer an async function as a Begin/End pair
import { hresultName, toBeginEnd } from 'begin-end';

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const { BeginDivide, EndDivide } = toBeginEnd({
  async divide(a, b) {
    await sleep(60);
    if (b === 0) throw new RangeError('division by zero');
    return a / b;
  },
});

// A caller that only knows callbacks.
const onEnd = (result) => {
  console.log(result.GetState(), hresultName(result.GetStatus()));
  try {
    console.log(EndDivide(result));
  } catch (error) {
    console.log(error.message);
  }
};

BeginDivide(6, 3, onEnd, 'first');
// → first S_OK
// → 2
BeginDivide(6, 0, onEnd, 'second');
// → second E_FAIL
// → division by zero
