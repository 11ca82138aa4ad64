import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../', import.meta.url));
const filesIn = (folder: string, end: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    // Neither packages, nor the generated reference.
    .filter((name) => name.endsWith(end) && !/(^|[\\/])(node_modules|reference)[\\/]/.test(name))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'));

/** The members of every interface of options, and of observers, whose methods are options as well. */
const options = filesIn('src', '.ts').flatMap((source) =>
  Array.from(source.matchAll(/^export interface (\w+(?:Options|Observer))\b[^{]*\{\n(.*?)^\}/gms), ([, type, body]) =>
    Array.from(String(body).matchAll(/^ {2}(?:readonly )?(\w+)\??[:(<]/gm), ([, name]) => `${type}.${name}`),
  ).flat(),
);

const guides = filesIn('docs', '.md').join('\n');
/** What the guides have as code: examples, and words in backticks. */
const code = Array.from(guides.matchAll(/^```.*?^```|`[^`\n]+`/gms), ([text]) => text).join('\n');

test('options are found in the sources: those of the adapters, of generic types, and methods of observers', () => {
  expect(options).toStrictEqual(
    expect.arrayContaining(['FromBeginEndOptions.dispose', 'ManualPairOptions.name', 'OperationObserver.asyncStart']),
  );
});

test.each(options)('%s is in the code of a guide', (option) => {
  const name = option.replace(/^.*\./, '');
  // By itself, as a property, or as one of several: `name`, `name: value`, `{ name, other }`, `name(given)`.
  expect(code).toMatch(new RegExp(`(?<![\\w.])${name}(?=[\`:,(]| \\})`));
});
