// Makes one file of a test: its TypeScript goes in, with what it takes of src; the library itself, by its own name, stays
// outside and comes from dist, as users get it.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { nodeBundle } from '../nodeBundle.mjs';
import { home, root } from './paths.mjs';

export const builds = join(home, 'build');

const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Where the library was built to: coverage needs it file by file. */
const dist = () => process.env['BEGIN_END_DIST'] ?? 'dist';

const fromDist = {
  name: 'library-from-dist',
  setup({ onResolve }) {
    onResolve({ filter: /^begin-end(\/|$)/ }, ({ path }) => {
      const entry = exports[path.replace('begin-end', '.')];
      if (!entry) throw new Error(`${path}: package.json has no such entry`);
      const file = join(root, dist(), relative('dist', entry.default));
      return { path: relative(builds, file).replaceAll(sep, '/'), external: true };
    });
  },
};

/** @returns {Promise<string>} the path of the bundle of a test, given relative to the root */
export async function bundle(file) {
  // With its folder: two checks, each of which has an operations.mjs, may run at once.
  const outfile = join(builds, `${basename(dirname(file))}-${basename(file).replace(/\.ts$/, '.mjs')}`);
  await build({
    entryPoints: [join(root, file)],
    ...nodeBundle,
    outfile,
    plugins: [fromDist],
  });
  return outfile;
}

let runs = 0;

/** Runs TypeScript of the repository in this process, and gives its exports. */
export async function importSource(contents) {
  mkdirSync(builds, { recursive: true });
  const outfile = join(builds, `here-${process.pid}-${(runs += 1)}.mjs`);
  await build({ stdin: { contents, resolveDir: root, loader: 'ts' }, ...nodeBundle, outfile });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile);
  }
}
