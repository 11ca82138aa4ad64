import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
// What is loaded with the real Media Foundation starts where Windows is; it has tests of its own.
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !name.startsWith('media-foundation'),
);
/** Without comments, which may well say what is not done. */
const codeOf = (name: string): string => read(join('src', name)).replaceAll(/\/\*[^]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, unknown>>;

describe('the sources', () => {
  test('the sources, read by these tests, are found', () => {
    expect(sources.length).toBeGreaterThan(20);
  });

  test.each<[string, RegExp]>([
    ['makes code of strings', /\beval\b|\bFunction\(|\bset(?:Timeout|Interval)\(\s*['"`]|\bimport\((?!['"])/],
    [
      'changes what every object inherits',
      /\b(?:Object|Function|Promise|Array)\.prototype\.\w+\s*=[^=]|__proto__|setPrototypeOf/,
    ],
    ['reaches into the network or starts processes', /node:(?:child_process|net|https?|http2|dgram|cluster)\b/],
    ['reads the environment', /\bprocess\.env\b/],
  ])('no source, read as text, %s', (_what, pattern) => {
    expect(sources.filter((name) => pattern.test(codeOf(name)))).toStrictEqual([]);
  });
});

describe('package.json', () => {
  test('the dependencies, of whoever installs this, are one, of an exact version', () => {
    expect(manifest['dependencies']).toStrictEqual({ 'p-defer': expect.stringMatching(/^\d+\.\d+\.\d+$/) });
  });

  test('the scripts, on installation, do nothing', () => {
    const scripts = Object.keys(manifest['scripts'] ?? {});
    expect(scripts.filter((name) => /^(?:(?:pre|post)?install|prepare|dependencies)$/.test(name))).toStrictEqual([]);
  });

  test('a publication asks for provenance', () => {
    expect(manifest['publishConfig']).toMatchObject({ provenance: true, access: 'public' });
  });

  test('the versions of all tools are exact', () => {
    const versions = Object.values(manifest['devDependencies'] ?? {});
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(String(version)))).toStrictEqual([]);
  });
});

describe('the lock files', () => {
  const folders = [
    '',
    'checks/engines/',
    'checks/engines/nodes/',
    'checks/package/',
    'checks/mutation/',
    'checks/faults/peers/',
    'docs/.vitepress/',
    'docs/reference-tools/',
  ];
  test.each(folders.map((folder) => `${folder}package-lock.json`))(
    '%s names no address, and checks what it installs',
    (name) => {
      const { packages } = JSON.parse(read(name)) as {
        packages: Record<string, { resolved?: string; integrity?: string; optional?: boolean }>;
      };
      const entries = Object.entries(packages).filter(([path]) => path !== '');
      expect(entries.filter(([, { resolved }]) => resolved?.includes('//'))).toStrictEqual([]);
      // A binary for another platform, which a mirror does not hold, may lack it.
      expect(entries.filter(([, { integrity, optional }]) => !integrity && !optional)).toStrictEqual([]);
    },
  );
});
