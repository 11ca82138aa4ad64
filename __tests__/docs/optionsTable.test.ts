import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import {
  byteStreamFrom,
  eventGeneratorFrom,
  eventsOf,
  fromBeginEnd,
  iterateBeginEnd,
  readableStreamOf,
  toBeginEnd,
  writableStreamOf,
} from 'begin-end';
import { createEmbeddedPlatform } from 'begin-end/platform';
import { ManualPair } from 'begin-end/testing';
import { createOperationMeasures } from 'begin-end/tracing';
import { thrownBy } from '../support/thrownBy.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(join(root, 'docs/options.md'), 'utf8');
const rows = Array.from(page.matchAll(/^\| `(\w+)` +\|/gm), ([, name]) => name);
/** The options of one function, by their rows. */
const rowsOf = (of: string): string[] =>
  Array.from(page.matchAll(/^\| `(\w+)` +\|([^|]*)\|/gm), ([, name = '', functions]) =>
    functions?.includes(`\`${of}\``) ? [name] : [],
  ).flat();

const nothing = (): void => {};
/** Every function that checks its options, called with others. */
const functions: Record<string, (options: object) => unknown> = {
  fromBeginEnd: (options) => fromBeginEnd(nothing as never, nothing as never, options),
  toBeginEnd: (options) => toBeginEnd(nothing as never, options),
  iterateBeginEnd: (options) => iterateBeginEnd(nothing as never, nothing as never, options),
  eventsOf: (options) => eventsOf(eventGeneratorFrom([]), options),
  eventGeneratorFrom: (options) => eventGeneratorFrom([], options),
  readableStreamOf: (options) => readableStreamOf(byteStreamFrom(new Uint8Array()), options),
  writableStreamOf: (options) => writableStreamOf(byteStreamFrom(new Uint8Array()), options),
  createEmbeddedPlatform: (options) => createEmbeddedPlatform(options),
  createOperationMeasures: (options) => createOperationMeasures(options),
  'new ManualPair': (options) => new ManualPair(options),
};

test('the functions of this test, are all that check their options', () => {
  const callers = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      Array.from(
        readFileSync(join(root, 'src', file), 'utf8').matchAll(/checkOptions\(\w+, '(\w+)'/g),
        ([, name]) => name,
      ),
    );
  const named = Object.keys(functions).map((name) => name.replace('new ', ''));
  expect(new Set(callers)).toStrictEqual(new Set(named));
});

test.each(Object.entries(functions))('docs/options.md, has %s beside each option that it takes', (name, call) => {
  const { message } = thrownBy(() => call({ 'no such option': 1 })) as Error;
  expect(message).toMatch(/, there is: \w/);
  const taken = message.replace(/^.*, there is: /, '').split(', ');
  expect(rowsOf(name).toSorted()).toStrictEqual(taken.toSorted());
});

/** The options that the sources declare, in interfaces called `…Options`. */
const declared = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => {
    const source = readFileSync(join(root, 'src', file), 'utf8');
    return Array.from(source.matchAll(/^export interface (\w+Options)\b[^{]*\{\n(.*?)^\}/gms), ([, of, body = '']) => ({
      of,
      names: Array.from(body.matchAll(/^ {2}(?:readonly )?(\w+)\?: (?!never)/gm), ([, name]) => name),
    }));
  });

test.each(declared)('docs/options.md, each option of $of, has a row', ({ names }) => {
  expect(names).not.toStrictEqual([]);
  expect(names.filter((name) => !rows.includes(name))).toStrictEqual([]);
});

test('docs/options.md, each of its rows, is of an option that exists', () => {
  // `cause` is one of every Error.
  const known = new Set(['cause', ...declared.flatMap(({ names }) => names)]);
  expect(rows.filter((name) => !known.has(name))).toStrictEqual([]);
});
