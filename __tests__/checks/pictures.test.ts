import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const folder = new URL('../../checks/bench/results/', import.meta.url);
const pictures = readdirSync(folder).filter((name) => name.endsWith('.svg'));

test('the pictures of the benchmarks, each, are there for light and for dark pages', () => {
  const names = new Set(pictures.map((name) => name.replace(/-(light|dark)\.svg$/, '')));
  expect(pictures.toSorted()).toStrictEqual([...names].flatMap((name) => [`${name}-dark.svg`, `${name}-light.svg`]));
});

// The length of a bar on a logarithmic axis says nothing: it has no zero to begin at.
test.each(pictures)('%s, its figures, are dots and no bars', (name) => {
  const svg = readFileSync(new URL(name, folder), 'utf8');
  expect(svg).toContain('mark-symbol role-mark');
  expect(svg).not.toContain('mark-rect role-mark');
});
