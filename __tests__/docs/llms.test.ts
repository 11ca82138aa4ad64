import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import * as library from 'begin-end';
import * as mediaFoundation from 'begin-end/media-foundation';
import * as allOfMediaFoundation from 'begin-end/media-foundation/all';
import * as platform from 'begin-end/platform';
import * as testing from 'begin-end/testing';
import * as tracing from 'begin-end/tracing';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(join(root, 'docs/public/llms.txt'), 'utf8');
const words = new Set(page.match(/\w+/g));

/** The types that an entry exports by name. */
const typesOf = (entry: string): string[] =>
  Array.from(readFileSync(join(root, 'src', entry), 'utf8').matchAll(/^export (?:type )?\{([^}]*)\}/gm)).flatMap(
    ([, names = '']) => names.split(',').map((name) => name.replace(/^\s*type /, '').trim()),
  );

test.each([
  ['begin-end', library, 'index.ts'],
  ['begin-end/platform', platform, 'platform/index.ts'],
  ['begin-end/testing', testing, 'testing/index.ts'],
  ['begin-end/tracing', tracing, 'tracing/index.ts'],
  ['begin-end/media-foundation', mediaFoundation, 'media-foundation/index.ts'],
  ['begin-end/media-foundation/all', allOfMediaFoundation, 'media-foundation/all.ts'],
])('llms.txt, each export of %s, is named', (_, exports, entry) => {
  const names = [...Object.keys(exports), ...typesOf(entry)].filter((name) => name !== '');
  expect(names.length).toBeGreaterThan(1);
  expect(names.filter((name) => !words.has(name))).toStrictEqual([]);
});

test('llms.txt, its links, are all pages of the site and no others', () => {
  const linked = Array.from(page.matchAll(/\]\(\/([\w-]+)\.html\)/g), ([, name]) => `${name}.md`);
  const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md') && name !== 'README.md');
  expect(linked.toSorted()).toStrictEqual(pages.toSorted());
});
