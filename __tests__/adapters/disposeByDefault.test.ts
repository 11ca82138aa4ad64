import { expect, jest, test } from '@jest/globals';

// The library asks for the symbol when it is loaded, so that here nothing may load it before.
test('a late value, in a host without Symbol.dispose, is disposed by the method that polyfills name', async () => {
  const replaced = jest.replaceProperty(Symbol, 'dispose', undefined as never);
  const { adaptedPair } = await import('../support/HandDrivenPair.js');
  replaced.restore();
  let disposed = 0;
  const { pair, read } = adaptedPair();
  const promise = read();
  promise.cancel('stop');
  pair.complete({ [Symbol.for('Symbol.dispose')]: () => disposed++ });
  await expect(promise).rejects.toBe('stop');
  expect(disposed).toBe(1);
});
