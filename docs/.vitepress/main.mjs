// `npm run docs`: builds the guides and the reference as a site, in docs/.vitepress/dist, and serves it to this machine alone. A dead link
// fails the build. `-- --build` only builds.
import { fileURLToPath } from 'node:url';
import { commandOf } from '../../checks/arguments.mjs';
import { setUp } from '../../checks/setUp.mjs';
import { makeReference } from '../reference-tools/makeReference.mjs';

/** @type {{ build?: true }} */
const options = commandOf(
  'npm run docs --',
  'Builds the guides and the reference as a site, and serves it to this machine.',
)
  .option('--build', 'only build')
  .parse()
  .opts();
if (!setUp('--build', 'docs/.vitepress', 'docs/reference-tools')) process.exit(1);
if (!makeReference()) process.exit(1);

const { build } = await import('vitepress');
const { preview } = await import('vite');
const guides = fileURLToPath(new URL('..', import.meta.url));
try {
  await build(guides);
} catch (error) {
  // The build itself has said which links are dead.
  console.error(`error: ${/** @type {Error} */ (error).message}`);
  process.exit(1);
}
if (options.build) {
  console.log('docs/.vitepress/dist: the site is built');
} else {
  const { resolvedUrls } = await preview({
    root: guides,
    appType: 'mpa',
    configFile: false,
    logLevel: 'error',
    build: { outDir: '.vitepress/dist' },
    preview: { host: '127.0.0.1' },
  });
  console.log(`The site is at ${resolvedUrls?.local[0]}; Ctrl-C ends it.`);
}
