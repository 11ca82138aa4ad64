// Makes one file of a test: its TypeScript goes in, the library itself stays outside and comes from dist, as users get it.
import { readFileSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import { build } from 'esbuild';
import { home, root } from './paths.mjs';

export const builds = join(home, 'build');

/** Where the library was built to; another place than dist while somebody else builds there. */
const dist = process.env['BEGIN_END_DIST'] ?? 'dist';

const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const entryOf = (specifier) => {
  const entry = exports[specifier.replace('begin-end', '.')];
  if (!entry) throw new Error(`${specifier}: package.json has no such entry`);
  return join(root, dist, relative('dist', entry.default));
};

const external = (file) => ({ path: relative(builds, file).replaceAll(sep, '/'), external: true });

const fromDist = {
  name: 'library-from-dist',
  setup({ onResolve }) {
    onResolve({ filter: /^begin-end(\/|$)/ }, ({ path }) => external(entryOf(path)));
    onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
      const file = resolve(resolveDir, path);
      const inSources = relative(join(root, 'src'), file);
      return inSources.startsWith('..') ? undefined : external(join(root, dist, inSources));
    });
  },
};

/** @returns {Promise<string>} the path of the bundle of a test, given relative to the root */
export async function bundle(file) {
  const outfile = join(builds, basename(file).replace(/\.ts$/, '.mjs'));
  await build({
    entryPoints: [join(root, file)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outfile,
    logLevel: 'error',
    plugins: [fromDist],
  });
  return outfile;
}
