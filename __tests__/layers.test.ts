import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const sources = fileURLToPath(new URL('../src', import.meta.url));

/** Which folders and packages each folder of src may import, besides itself. Arrows point down only. */
const layers: Record<string, { folders: string[]; packages: RegExp; dynamicPackages?: RegExp }> = {
  contract: { folders: [], packages: /^$/ },
  adapters: { folders: ['contract'], packages: /^p-defer$/ },
  'byte-stream': { folders: ['contract'], packages: /^$/ },
  streams: { folders: ['adapters', 'byte-stream', 'contract'], packages: /^$/ },
  platform: {
    folders: ['adapters', 'byte-stream', 'contract'],
    packages: /^$/,
    dynamicPackages: /^node:fs(\/promises)?$/,
  },
  'media-foundation': { folders: ['platform', 'contract'], packages: /^(koffi|node:.*)$/ },
};
/** What src/index.ts may export from; the platforms have entries of their own. */
const indexFolders = ['contract', 'adapters', 'streams'];

/** The imports of a file (by its path within src, with slashes) that its layer does not allow. */
function forbiddenImports(file: string, source: string): string[] {
  const folder = file.includes('/') ? file.slice(0, file.indexOf('/')) : 'index.ts';
  const layer = folder === 'index.ts' ? { folders: indexFolders, packages: /^$/ } : layers[folder];
  if (layer === undefined) return [`${file}: unknown folder, give it a place in layers.test.ts`];
  // Examples in comments import the library itself.
  const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return [...code.matchAll(/(\bfrom|\bimport|\bimport\s*\()\s*(['"])(.+?)\2/g)]
    .filter(([, keyword, , specifier = '']) => {
      if (!specifier.startsWith('.')) {
        const isDynamic = keyword?.endsWith('(') === true;
        return !layer.packages.test(specifier) && !(isDynamic && layer.dynamicPackages?.test(specifier) === true);
      }
      const [target = ''] = posix.join(posix.dirname(file), specifier).split('/');
      return target !== folder && !layer.folders.includes(target);
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

describe('the layers of src', () => {
  test('every file, as it is, imports only what lies below it', () => {
    expect(filesOf(sources).flatMap(({ file, source }) => forbiddenImports(file, source))).toStrictEqual([]);
  });

  test.each([
    ['contract/a.ts', `import { x } from '../adapters/x.js';`],
    ['contract/a.ts', `export * from '../streams/x.js';`],
    ['contract/a.ts', `import 'node:fs';`],
    ['adapters/a.ts', `import type { x } from '../platform/x.js';`],
    ['adapters/a.ts', `const fs = await import('node:fs');`],
    ['adapters/deep/a.ts', `import { x } from '../../streams/x.js';`],
    ['streams/a.ts', `import { x } from '../index.js';`],
    ['platform/a.ts', `import { readFileSync } from 'node:fs';`],
    ['platform/a.ts', `import { x } from '../streams/x.js';`],
    ['index.ts', `export { x } from './platform/x.js';`],
    ['elsewhere/a.ts', ''],
  ])('a file %s that says "%s" would be found', (file, source) => {
    expect(forbiddenImports(file, source)).toHaveLength(1);
  });

  test.each([
    ['contract/a.ts', `import { x } from './x.js';\n/** import { y } from 'begin-end/platform'; */`],
    ['adapters/a.ts', `import pDefer from 'p-defer';\nimport { x } from '../contract/x.js';`],
    ['streams/a.ts', `import { x } from '../adapters/x.js';`],
    ['platform/a.ts', `import { x } from '../adapters/x.js';`],
    ['platform/a.ts', `const fs = await import('node:fs/promises');`],
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
