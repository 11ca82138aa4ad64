import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, test } from '@jest/globals';
import * as library from 'begin-end';

import { checkOne } from '../../checks/exhaustive/check.mjs';
import { scenarios } from '../../checks/exhaustive/scenarios.mjs';
import { prepareChecker, violationsOf } from '../support/exhaustive.js';

// A form of `npm run check -- exhaustive` that is shorter still. An order that it finds is pasted in here.

prepareChecker();

describe('the adapters, in every order of a few events', () => {
  test.each(Object.keys(scenarios(library)))(
    '%s: do what the model says',
    async (name) => {
      expect(await violationsOf(name, library)).toStrictEqual([]);
    },
    60_000,
  );
});

const expectOrder = async (name: string, chosen: string[], outcome: string): Promise<void> => {
  const { real, model, faults } = await checkOne(scenarios(library, 2)[name]!, library, chosen);
  expect(real).toStrictEqual(model);
  expect(real).toContain(outcome);
  expect(faults).toStrictEqual([]);
};

describe('orders that were found', () => {
  test('fromBeginEnd, a status that is another success code, resolves', async () => {
    const chosen = ['wait', 'no cancel action', 'begin', 'it returns', 'Invoke', 'nothing'];
    const end = 'the status is another success';
    await expectOrder('fromBeginEnd, whatever End does', [...chosen, end], 'resolved: the value');
  });

  test('fromBeginEnd, an Invoke right behind a cancel action that returned a failure, is in time', async () => {
    const begun = ['off', 'default', 'a cancel action', 'begin', 'it returns', 'a cookie'];
    const chosen = [...begun, 'abort', 'nothing', 'nothing', 'returns a failure', 'Invoke', 'nothing', 'a value'];
    await expectOrder('fromBeginEnd, whatever Begin does', chosen, 'resolved: the value');
  });

  test('fromBeginEnd, whenEnded asked for once a callback that was invoked is collected, is over', async () => {
    const chosen = ['on', 'default', 'no cancel action', 'later', 'a cookie', 'Invoke', 'a value'];
    const collected = ['the callback is collected', 'the callback is lost'];
    await expectOrder('fromBeginEnd, whenEnded at any time', [...chosen, ...collected], 'whenEnded: over');
  });

  test('toBeginEnd, a result that was ended before Invoke, is not reported when it is dropped', async () => {
    const chosen = ['on', 'a promise', 'none', 'Cancel', 'End', 'a microtask', 'nothing', 'the result is lost'];
    await expectOrder('toBeginEnd, detection switched', chosen, '> the result is lost');
  });
});

describe('the model', () => {
  const folder = new URL('../../checks/exhaustive/model/', import.meta.url);
  test.each(readdirSync(folder))('%s, imports nothing of the library', (file) => {
    const imports = [...readFileSync(new URL(file, folder), 'utf8').matchAll(/\bimport\b[^;]*?'([^']+)'/g)];
    const foreign = imports.map(([, path]) => path).filter((path) => path !== 'p-defer' && !path?.startsWith('./'));
    expect(foreign).toStrictEqual([]);
  });
});
