import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';

import * as core from '../../src/contract/hresult.js';
import * as main from '../../src/index.js';

// What of errors and codes a bundle carries: with the sources, and with `sideEffects` of package.json, as a user's bundler has it.

const root = fileURLToPath(new URL('../..', import.meta.url));

function bundle(module: string): string {
  const { outputFiles } = buildSync({
    stdin: { contents: module, resolveDir: root, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    globalName: 'bundled',
    target: 'es2022',
  });
  return outputFiles[0]?.text ?? '';
}

const importing = (...names: string[]): string => `export { ${names.join(', ')} } from './src/index.js';`;

/** Success and failure codes; the other constants of the contract are flags. */
const codesOf = (module: object): [string, number][] =>
  Object.entries(module).filter(([name, value]) => typeof value === 'number' && /^(S|E|MF_S|MF_E)_/.test(name));

// Here, and not with the other tests of names: nothing in this file imports the table of all codes, which knows all names.
test.each(codesOf(core))('%s, which the library uses, has its name without the table of all codes', (name, hr) => {
  expect(core.hresultName(hr)).toBe(name);
});

describe('a bundle', () => {
  test.each(codesOf(main))('%s, in a bundle of nothing but the code and HResultError, has its name', (name, hr) => {
    const bundled: unknown = runInNewContext(
      `${bundle(importing('HResultError', name))} new bundled.HResultError(bundled.${name})`,
    );
    expect(bundled).toMatchObject({ code: name, hresult: hr });
  });

  test.each([
    ['FAILED', 'E_NOTIMPL'],
    ['fromBeginEnd', 'ENOENT'],
  ])('a bundle of %s, which never asks for %s, does not carry that table', (name, row) => {
    expect(bundle(importing(name))).not.toContain(row);
  });

  test.each([
    ['hresultName', 'E_NOTIMPL'],
    ['hresultOf', 'ENOENT'],
    ['toBeginEnd', 'ENOENT'],
  ])('a bundle of %s, which may ask for %s, carries that table', (name, row) => {
    expect(bundle(importing(name))).toContain(row);
  });
});
