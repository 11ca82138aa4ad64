// Both directions: a promise, through a pair, to a promise
import { fromBeginEnd, toBeginEnd } from 'begin-end';

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// The new code, offered in the old style …
const shop = toBeginEnd({
  async price(item) {
    await sleep(item.length * 20);
    return item.length;
  },
});

// … and the old style, called from new code. Each call is two lines: the inner one is the function's own.
const { price } = fromBeginEnd(shop);

const prices = await Promise.all([price('tea'), price('cake')]);
console.log(prices); // → [3, 4]
