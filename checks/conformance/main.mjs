// Runs the conformance suite on a built platform: `npm run check -- conformance [--platform mfplat]`. With
// `--bundle <file>` it only writes the suite as one file, which another Node can run (`node <file> --platform mfplat`
// from dist's parent folder), say that of Wine, where esbuild does not.
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

import { readArguments } from '../arguments.mjs';
import { nodeBundle } from '../nodeBundle.mjs';

const root = new URL('../..', import.meta.url);
const suite = fileURLToPath(new URL('__tests__/conformance/main.ts', root));
const { options } = readArguments('conformance');

/**
 * Bundles the suite with its checks; the platform itself comes from `dist`, as users get it.
 *
 * @param {string} outfile
 * @param {string} entry the code of the entry
 */
async function bundle(outfile, entry) {
  await build({
    stdin: { contents: entry, resolveDir: fileURLToPath(root), loader: 'ts' },
    ...nodeBundle,
    outfile,
  });
}

const call = `import { main } from ${JSON.stringify(suite)};`;
if (options['bundle'] !== undefined) {
  const dist = `import { pathToFileURL } from 'node:url';\nconst library = pathToFileURL('dist/');`;
  await bundle(
    resolve(options['bundle']),
    `${call}\n${dist}\nprocess.exitCode = await main(process.argv.slice(2), library);`,
  );
} else {
  const file = fileURLToPath(new URL(`.build-conformance-${process.pid}.mjs`, root));
  try {
    await bundle(file, `${call}\nexport { main };`);
    const { main } = await import(pathToFileURL(file).href);
    process.exitCode = await main(['--platform', options['platform']], new URL('dist/', root));
  } finally {
    await rm(file, { force: true });
  }
}
