import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { compileExamples, examplesOf, removeExamples, root, runExample, type Example } from './examples.js';

const filesIn = (folder: string, extension: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    // Neither packages, nor the generated reference, nor the copies that a check works on.
    .filter((name) => name.endsWith(extension) && !/(^|[\\/])(node_modules|reference|\.)/.test(name))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .toSorted();

const files = [
  'README.md',
  'CONTRIBUTING.md',
  ...filesIn('docs', '.md'),
  ...filesIn('checks', 'README.md'),
  ...['adapters', 'byte-stream', 'contract', 'platform', 'streams', 'testing', 'tracing'].flatMap((folder) =>
    filesIn(`src/${folder}`, '.ts'),
  ),
];
const examples = files.flatMap(examplesOf);

let complaints: string;

beforeAll(() => {
  if (!existsSync(join(root, 'dist/index.js'))) throw new Error('Examples use the built library: npm run build');
  complaints = compileExamples(examples.filter(({ copyOf }) => copyOf === undefined));
});

afterAll(removeExamples);

test('all examples, checked by the compiler, have the right types', () => {
  expect(complaints).toBe('');
});

async function expectAsSaid(example: Example): Promise<void> {
  const printed = await runExample(example);
  expect(printed.toSorted()).toStrictEqual((example.prints.length > 0 ? example.prints : printed).toSorted());
}

for (const file of files) {
  const inFile = examples.filter((example) => example.file === file);
  if (inFile.length === 0) continue;
  describe(`the examples of ${file}`, () => {
    for (const example of inFile) {
      const { line, noRun, copyOf, code, prints } = example;
      if (copyOf !== undefined) {
        test(`example in line ${line}, which shows ${copyOf}, is the same as that`, () => {
          expect(code).toBe(readFileSync(join(root, copyOf), 'utf8'));
        });
      } else if (noRun === undefined) {
        const outcome = prints.length > 0 ? 'prints what it says' : 'ends well';
        test(`example in line ${line}, run, ${outcome}`, () => expectAsSaid(example));
      } else {
        test.todo(`example in line ${line}, is not run: ${noRun}`);
      }
    }
  });
}
