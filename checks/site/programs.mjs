// Programs that the guides show, and that only a browser can run.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** @typedef {import('puppeteer-core').Page} Page */

const folder = new URL('programs/', import.meta.url);

/** The program with the built library in it, as the address of a module. @param {string} name @returns {Promise<string>} */
async function addressOf(name) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(name, folder))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    logLevel: 'error',
  });
  return `data:text/javascript;base64,${Buffer.from(/** @type {any} */ (outputFiles[0]).contents).toString('base64')}`;
}

/** @type {(page: Page, origin: string) => Record<string, () => Promise<void>>} */
export const programTests = (page, origin) =>
  Object.fromEntries(
    readdirSync(folder).map((name) => [
      `the program ${name}, run in a page, prints what it says`,
      async () => {
        const code = readFileSync(new URL(name, folder), 'utf8');
        await page.goto(`${origin}/`);
        const printed = await page.evaluate(
          async (/** @type {string} */ address) => {
            /** @type {string[]} */
            const lines = [];
            const { log } = console;
            console.log = (...values) => void lines.push(values.join(' '));
            try {
              await import(address);
            } finally {
              console.log = log;
            }
            return lines;
          },
          await addressOf(name),
        );
        assert.deepEqual(
          printed,
          Array.from(code.matchAll(/\/\/ → (.+)$/gm), ([, print = '']) => print),
        );
      },
    ]),
  );
