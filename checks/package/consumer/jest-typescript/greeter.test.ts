import { expect, test } from '@jest/globals';
import type { IMFAsyncResult } from 'begin-end';

import { BeginGreet, EndGreet } from './greeter.js';

/** What a caller with callbacks gets, as a promise. */
const greeting = (name: string) =>
  new Promise<string>((resolve, reject) => {
    const Invoke = (result: IMFAsyncResult) => {
      try {
        resolve(EndGreet(result));
      } catch (error) {
        reject(error);
      }
    };
    BeginGreet(name, { Invoke }, null);
  });

test('a greeting is what End gives', async () => {
  await expect(greeting('you')).resolves.toBe('Hello, you');
});

test('a greeting without a name fails in End', async () => {
  await expect(greeting('')).rejects.toThrow('expected a name');
});
