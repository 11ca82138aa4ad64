// `npm run check -- site`: the site of the guides, built, served on loopback, and used in real browsers.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { readArguments } from '../arguments.mjs';
import { root } from '../setUp.mjs';
import { installBrowsers, missingBecause, names, withBrowser } from './browsers.mjs';
import { pageTests } from './pages.mjs';
import { playgroundTests } from './playground.mjs';
import { programTests } from './programs.mjs';
import { serve } from './serve.mjs';

const { options } = readArguments('site');
const { ifPossible = false, only = '' } = options;

const built = spawnSync(process.execPath, ['docs/.vitepress/main.mjs', '--build'], { cwd: root, encoding: 'utf8' });
if (built.status !== 0) {
  console.error(`${built.stdout}${built.stderr}`);
  process.exit(1);
}
const folder = fileURLToPath(new URL('../../docs/.vitepress/dist', import.meta.url));
const { origin, close } = await serve(folder);
let passed = 0;
let failed = 0;
let skipped = 0;
try {
  installBrowsers();
  // Side by side: most of the time, each of them waits.
  await Promise.all(
    names.map(async (name) => {
      const reason = missingBecause(name);
      if (reason === undefined) await withBrowser(name, (browser) => use(name, browser));
      else skip(name, reason);
    }),
  );
} finally {
  close();
}
const rest = skipped > 0 ? `, ${skipped} of ${names.length} browsers SKIPPED` : '';
console.log(`site: ${passed} passed, ${failed} failed${rest}`);
process.exit(failed > 0 ? 1 : 0);

/** @type {(name: string, reason: string) => void} */
function skip(name, reason) {
  if (ifPossible) skipped += 1;
  else failed += 1;
  console.log(`${ifPossible ? 'SKIPPED' : 'FAILED'} ${name}: ${reason}`);
}

/** @type {(name: string, browser: import('puppeteer-core').Browser) => Promise<void>} */
async function use(name, browser) {
  const page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  await page.setViewport({ width: 1280, height: 900 });
  /** What no test may cause. @type {string[]} */
  const faults = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(data|blob|about):/.test(url)) faults.push(`a request left: ${url}`);
  });
  page.on('pageerror', (error) => {
    const { message } = /** @type {Error} */ (error);
    // Firefox reports a font that it was still loading when the page was left: NS_BINDING_ABORTED.
    if (!message.includes('status=2152398850')) faults.push(`an error of the page: ${message}`);
  });
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`on the console: ${message.text()}`);
  });
  for (const [title, test] of Object.entries({
    ...pageTests(page, origin, folder),
    ...playgroundTests(page, origin, folder),
    ...programTests(page, origin),
  })) {
    if (!title.includes(only)) continue;
    try {
      await test();
      if (faults.length > 0) throw new Error(faults.splice(0).join('\n'));
      passed += 1;
    } catch (error) {
      failed += 1;
      faults.length = 0;
      console.log(`FAILED ${name}: ${title}\n${/** @type {Error} */ (error).stack}\n`);
    }
  }
}
