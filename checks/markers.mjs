import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';

const oxfmt = join(dirname(createRequire(import.meta.url).resolve('oxfmt/package.json')), 'bin', 'oxfmt');

/**
 * Puts generated texts into a page, each between `<!-- NAME -->` and `<!-- /NAME -->`, and formats it as all pages are.
 *
 * @param {string} file
 * @param {Record<string, string>} texts
 */
export function writeBetweenMarkers(file, texts) {
  let page = readFileSync(file, 'utf8');
  for (const [name, text] of Object.entries(texts)) {
    const [before, rest] = page.split(`<!-- ${name} -->`);
    const after = rest?.split(`<!-- /${name} -->`)[1];
    if (before === undefined || after === undefined) throw new Error(`${file} has no place for '${name}'`);
    page = `${before}<!-- ${name} -->\n\n${text}\n\n<!-- /${name} -->${after}`;
  }
  writeFileSync(file, page);
  spawnSync(process.execPath, [oxfmt, file], { stdio: 'ignore' });
}
