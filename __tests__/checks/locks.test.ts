import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

interface Entry {
  version: string;
  integrity?: string;
  link?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
}

/**
 * Packages that consist of one binary for each system. A mirror of the registry has those of its own systems alone, so
 * scripts/complete-lock.mjs adds the others, whose hashes it cannot know: by name, version and system.
 */
const binaries = [
  '@deno/',
  '@oxfmt/binding-',
  '@oxlint/binding-',
  '@oxlint-tsgolint/',
  '@swc/core-',
  '@unrs/resolver-binding-',
];

const root = fileURLToPath(new URL('../../', import.meta.url));
const locks = ['', 'checks', 'examples']
  .flatMap((folder) =>
    folder === ''
      ? ['package-lock.json']
      : readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  )
  .filter((path) => path.endsWith('package-lock.json') && !path.includes('node_modules'));

const entriesOf = (lock: string): [string, Entry][] =>
  Object.entries((JSON.parse(readFileSync(join(root, lock), 'utf8')) as { packages: Record<string, Entry> }).packages)
    .filter(([path, { link }]) => path.includes('node_modules/') && link !== true)
    .map(([path, entry]) => [path.replace(/^.*node_modules\//, ''), entry]);

test('the lock files are found: that of the project, and those of its checks', () => {
  expect(locks).toContain('package-lock.json');
  expect(locks).toContain(join('checks', 'mutation', 'package-lock.json'));
});

test.each(locks)(
  '%s, has a hash for all but binaries of other systems, each optional and of an exact version',
  (lock) => {
    const unexplained = entriesOf(lock).filter(
      ([name, { version, integrity, optional, os, cpu }]) =>
        integrity === undefined &&
        !(
          optional === true &&
          (os ?? cpu) !== undefined &&
          /^\d+\.\d+\.\d+$/.test(version) &&
          binaries.some((start) => name.startsWith(start))
        ),
    );
    expect(unexplained).toStrictEqual([]);
  },
);

test.each(locks)('%s, names no address to download from', (lock) => {
  expect(entriesOf(lock).filter(([, entry]) => 'resolved' in entry)).toStrictEqual([]);
});
