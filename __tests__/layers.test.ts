import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const sources = fileURLToPath(new URL('../src', import.meta.url));

interface Room {
  /** The rooms, folders and files that it may import, besides itself. */
  readonly below: readonly string[];
  readonly packages?: RegExp;
  /** Packages that are loaded by `import()` alone. */
  readonly dynamicPackages?: RegExp;
}

/** The five rooms of media-foundation, from the lowest to the highest. */
const floors = ['facts', 'native', 'handles', 'calls', 'objects'].map((floor) => `media-foundation/${floor}`);

/**
 * The rooms of src, and what each may import: arrows point down only, those of types too. A room is a folder without the
 * rooms inside it, or a file that lies lower than the rest of its folder.
 */
const rooms: Readonly<Record<string, Room>> = {
  contract: { below: [] },
  adapters: { below: ['contract'], packages: /^p-defer$/ },
  'byte-stream': { below: ['contract'] },
  streams: { below: ['adapters', 'byte-stream', 'contract'] },
  tracing: { below: ['adapters/observer', 'contract'] },
  // The platforms have entries of their own.
  index: { below: ['adapters', 'contract', 'streams'] },

  'platform/constants': { below: ['contract'] },
  'platform/WorkQueueFunctions': { below: ['contract'] },
  'platform/time/clock': { below: ['contract'] },
  'platform/queues': { below: ['platform/constants', 'platform/time/clock', 'contract'] },
  'platform/time': {
    below: ['platform/time/clock', 'platform/queues', 'platform/constants', 'platform/WorkQueueFunctions', 'contract'],
  },
  platform: {
    below: ['platform', 'adapters', 'byte-stream', 'contract'],
    dynamicPackages: /^node:fs(\/promises)?$/,
  },

  // For users' tests: nothing of the library itself may need it.
  testing: { below: ['adapters', 'platform/time/clock', 'contract'] },

  ...Object.fromEntries(
    floors.map((floor, index) => [
      floor,
      { below: [...floors.slice(0, index), 'platform', 'adapters/toBeginEnd', 'contract'] },
    ]),
  ),
  'media-foundation': { below: ['media-foundation', 'platform', 'adapters/toBeginEnd', 'contract'] },
};

const isIn = (path: string, place: string): boolean => path === place || path.startsWith(`${place}/`);

/** The innermost room of a file, by its path within src, without its ending. */
const roomOf = (path: string): string | undefined =>
  Object.keys(rooms)
    .filter((room) => isIn(path, room))
    .toSorted((a, b) => b.length - a.length)[0];

/** The imports of a file (by its path within src, with slashes) that its room does not allow. */
function forbiddenImports(file: string, source: string): string[] {
  const path = file.replace(/\.ts$/, '');
  const room = roomOf(path);
  if (room === undefined) return [`${file}: it stands in no room, give it a place in layers.test.ts`];
  const { below, packages, dynamicPackages } = rooms[room]!;
  // Examples in comments import the library itself.
  const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return [...code.matchAll(/(\bfrom|\bimport|\bimport\s*\()\s*(['"])(.+?)\2/g)]
    .filter(([, keyword, , specifier = '']) => {
      if (!specifier.startsWith('.')) {
        const isDynamic = keyword?.endsWith('(') === true;
        return !packages?.test(specifier) && !(isDynamic && dynamicPackages?.test(specifier));
      }
      const target = posix.join(posix.dirname(path), specifier).replace(/\.js$/, '');
      return roomOf(target) !== room && !below.some((place) => isIn(target, place));
    })
    .map(([, , , specifier]) => `${file} imports ${specifier}`);
}

function filesOf(folder: string): { file: string; source: string }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .map((path) => ({ file: relative(sources, path).replaceAll(sep, '/'), source: readFileSync(path, 'utf8') }));
}

describe('the rooms of src', () => {
  test('every file, as it is, imports only what lies below it', () => {
    expect(filesOf(sources).flatMap(({ file, source }) => forbiddenImports(file, source))).toStrictEqual([]);
  });

  test('every room, and every place that one may import, exists', () => {
    const files = filesOf(sources).map(({ file }) => file.replace(/\.ts$/, ''));
    const places = Object.entries(rooms).flatMap(([room, { below }]) => below.concat(room));
    expect(places.filter((place) => !files.some((file) => isIn(file, place)))).toStrictEqual([]);
  });

  test.each([
    ['contract/a.ts', `import { x } from '../adapters/x.js';`],
    ['contract/a.ts', `export * from '../streams/x.js';`],
    ['contract/a.ts', `import 'node:fs';`],
    ['adapters/a.ts', `import type { x } from '../platform/x.js';`],
    ['adapters/a.ts', `const fs = await import('node:fs');`],
    ['adapters/deep/a.ts', `import { x } from '../../streams/x.js';`],
    ['streams/a.ts', `import { x } from '../index.js';`],
    ['tracing/a.ts', `import { x } from '../adapters/fromBeginEnd.js';`],
    ['platform/a.ts', `import { readFileSync } from 'node:fs';`],
    ['platform/a.ts', `import { x } from '../streams/x.js';`],
    ['platform/a.ts', `import type { x } from '../media-foundation/x.js';`],
    ['platform/queues/a.ts', `import { x } from '../x.js';`],
    ['platform/queues/a.ts', `import type { Schedule } from '../time/Schedule.js';`],
    ['platform/time/a.ts', `import type { x } from '../MediaPlatform.js';`],
    ['platform/time/clock.ts', `import type { Schedule } from './Schedule.js';`],
    ['platform/constants.ts', `import { x } from './x.js';`],
    ['media-foundation/facts/a.ts', `import type { x } from '../native/x.js';`],
    ['media-foundation/native/a.ts', `import { x } from '../handles/x.js';`],
    ['media-foundation/native/deep/a.ts', `import { x } from '../../calls/x.js';`],
    ['media-foundation/handles/a.ts', `import type { x } from '../calls/x.js';`],
    ['media-foundation/calls/a.ts', `import type { x } from '../objects/x.js';`],
    ['media-foundation/objects/a.ts', `import type { x } from '../MediaFoundation.js';`],
    ['media-foundation/objects/a.ts', `import { x } from '../../adapters/fromBeginEnd.js';`],
    ['media-foundation/native/a.ts', `import ffi from 'ffi';`],
    ['testing/a.ts', `import { test } from '@jest/globals';`],
    ['testing/a.ts', `import { test } from 'node:test';`],
    ['testing/a.ts', `import { x } from '../platform/x.js';`],
    ['adapters/a.ts', `import type { x } from '../testing/x.js';`],
    ['index.ts', `export { x } from './platform/x.js';`],
    ['index.ts', `export { x } from './tracing/x.js';`],
    ['elsewhere/a.ts', ''],
  ])('a file %s that says "%s" would be found', (file, source) => {
    expect(forbiddenImports(file, source)).toHaveLength(1);
  });

  test.each([
    ['contract/a.ts', `import { x } from './x.js';\n/** import { y } from 'begin-end/platform'; */`],
    ['adapters/a.ts', `import pDefer from 'p-defer';\nimport { x } from '../contract/x.js';`],
    ['streams/a.ts', `import { x } from '../adapters/x.js';`],
    ['tracing/a.ts', `import type { x } from '../adapters/observer.js';`],
    ['platform/a.ts', `const fs = await import('node:fs/promises');`],
    ['platform/a.ts', `import { x } from './time/x.js';\nimport { y } from '../adapters/y.js';`],
    ['platform/time/a.ts', `import { x } from './clock.js';\nimport { y } from '../queues/y.js';`],
    ['platform/queues/a.ts', `import type { NextTurn } from '../time/clock.js';\nimport { y } from '../constants.js';`],
    ['media-foundation/a.ts', `import { x } from './objects/x.js';\nimport { y } from '../platform/time/y.js';`],
    ['media-foundation/objects/a.ts', `import { x } from '../calls/x.js';\nimport { y } from '../facts/y.js';`],
    ['media-foundation/objects/a.ts', `import { toBeginEnd } from '../../adapters/toBeginEnd.js';`],
    ['testing/a.ts', `import { x } from '../adapters/x.js';\nimport type { y } from '../platform/time/clock.js';`],
    ['index.ts', `export { x } from './adapters/x.js';`],
  ])('a file %s that says "%s" is in order', (file, source) => {
    expect(forbiddenImports(file, source)).toStrictEqual([]);
  });
});

/** What a reader opens of one direction: its front door, its operation, and what both directions share. */
const directions = {
  fromBeginEnd: ['fromBeginEnd', 'BeginEndOperation', 'operation'],
  toBeginEnd: ['toBeginEnd', 'PromiseOperation', 'operation'],
};

test.each(Object.entries(directions))('%s, comments included, is read in one sitting', (_, names) => {
  const lines = names.map(
    (name) => readFileSync(`${sources}/adapters/${name}.ts`, 'utf8').trimEnd().split('\n').length,
  );
  expect(lines.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(650);
});
