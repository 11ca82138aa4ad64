import { describe, expect, test } from '@jest/globals';
import { createEmbeddedPlatform } from '../../src/platform/index.js';
import { cases, doesNotApply, factCount } from './cases.js';
import { embedded } from './embedded.js';
import { report, runAll, runCase } from './run.js';

describe('the embedded platform', () => {
  test.each(cases.map((tried) => [`${tried.facts.join(', ')}: ${tried.sentence}`, tried] as const))(
    'fact %s',
    async (_name, tried) => {
      await expect(runCase(tried, embedded(createEmbeddedPlatform))).resolves.toBeUndefined();
    },
  );

  test('one platform for all cases, as it is on Windows, holds them all', async () => {
    const outcomes = await runAll(embedded(createEmbeddedPlatform));
    const failures = outcomes.filter(({ failure }) => failure !== undefined);
    expect(failures.map(({ tried, failure }) => `${tried.facts.join(', ')}: ${String(failure)}`)).toStrictEqual([]);
  });
});

describe('the suite', () => {
  test('every fact is said once, or has a reason why it cannot be said', () => {
    const facts = [...cases, ...doesNotApply].flatMap((part) => part.facts);
    expect(facts.toSorted((a, b) => a - b)).toStrictEqual(Array.from({ length: factCount }, (_, index) => index + 1));
  });

  test('a platform that does nothing fails, and the report says which facts', async () => {
    const { pass, platform } = embedded(createEmbeddedPlatform);
    const idle = { ...platform, MFPutWorkItem: () => {}, MFPutWorkItemEx: () => {} };
    const outcomes = await runAll({ name: 'idle', platform: idle, pass });
    const failed = outcomes.flatMap(({ tried, failure }) => (failure === undefined ? [] : tried.facts));
    expect(failed).toStrictEqual([40, 59, 61, 62, 63, 64, 65, 66, 92, 94, 98, 99]);
    const text = report('idle', outcomes);
    expect(text).toMatch(/^idle +\| 95 +\| 12 +\| \d+$/m);
    expect(text).toContain('40: MFPutWorkItemEx is S_OK, and the item runs\n  invoked 0 times instead of 1');
  });
});
