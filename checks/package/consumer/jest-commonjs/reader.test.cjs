const { fromBeginEnd } = require('begin-end');
const { ManualPair } = require('begin-end/testing');

test('a read gives what End returns', async () => {
  const pair = new ManualPair();
  const reading = fromBeginEnd(pair)(4);
  pair.last.complete('data');
  await expect(reading).resolves.toBe('data');
});
