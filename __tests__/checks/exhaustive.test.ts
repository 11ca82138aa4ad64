import { describe, expect, test } from '@jest/globals';
import * as library from 'begin-end';

import { checkOne } from '../../checks/exhaustive/check.mjs';
import { scenarios } from '../../checks/exhaustive/scenarios.mjs';
import { prepareChecker, violationsOf } from '../support/exhaustive.js';

// The short form of `npm run check -- exhaustive`. An order that it finds is pasted in here.

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

describe('orders that were found', () => {
  test('fromBeginEnd, a status that is another success code, resolves', async () => {
    const scenario = scenarios(library)['fromBeginEnd, whatever End does'];
    const chosen = ['off', 'wait', 'no cancel action', 'begin', 'it returns', 'a cookie', 'Invoke', 'nothing'];
    const { real, model, faults } = await checkOne(scenario!, library, [...chosen, 'the status is another success']);
    expect(real).toStrictEqual(model);
    expect(real).toContain('resolved: the value');
    expect(faults).toStrictEqual([]);
  });

  test('fromBeginEnd, an Invoke right behind a cancel action that returned a failure, is in time', async () => {
    const scenario = scenarios(library)['fromBeginEnd, whatever Begin does'];
    const begun = ['off', 'default', 'a cancel action', 'begin', 'it returns', 'a cookie'];
    const chosen = [...begun, 'abort', 'nothing', 'nothing', 'returns a failure', 'Invoke', 'a value'];
    const { real, model, faults } = await checkOne(scenario!, library, chosen);
    expect(real).toStrictEqual(model);
    expect(real).toContain('resolved: the value');
    expect(faults).toStrictEqual([]);
  });
});
