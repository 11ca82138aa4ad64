import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { expectedFailures } from './wine/expectedFailures.mjs';

const source = readFileSync(new URL('wine/inC.c', import.meta.url), 'utf8');
const inC = Array.from(source.matchAll(/^ {4}\{"(\w+)", (\w+)\},$/gm), ([, name]) => name!);

test('each case of inC.c stands for one expected failure, and has its name', () => {
  const named = expectedFailures.flatMap(({ inC: name }) => name ?? []);
  expect(inC.length).toBeGreaterThan(0);
  expect(named.toSorted()).toStrictEqual(inC.toSorted());
});

test('an expected failure without a case in C, says that it is the projection’s own', () => {
  const own = expectedFailures.filter(({ inC: name }) => name === undefined);
  for (const { reason } of own) expect(reason).toMatch(/^The projection's own\b/);
});
