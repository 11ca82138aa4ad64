// Makes docs/reference: what TypeDoc finds in the sources, and an index of the codes, which would be a page each.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const reference = new URL('../reference/', import.meta.url);

/** @returns {boolean} whether it is there: what TypeDoc warns about, it refuses */
export function makeReference() {
  const typedoc = fileURLToPath(new URL('node_modules/typedoc/bin/typedoc', import.meta.url));
  const { status } = spawnSync(process.execPath, [typedoc, '--logLevel', 'Warn'], { cwd: here, stdio: 'inherit' });
  if (status !== 0) return false;
  writeAnchorsAsTheSite();
  const table = readFileSync(new URL('../../src/contract/hresultTable.ts', import.meta.url), 'utf8');
  const codes = Array.from(table.matchAll(/^export const (\w+) = (0x[\da-f]+|\d+);$/gm));
  const rows = codes.map(([, name, code]) => `| \`${name}\` | \`${code}\` |\n`);
  writeFileSync(
    new URL('begin-end/hresults.md', reference),
    `${heading}| Name | Code |
|---|---|
${rows.join('')}`,
  );
  return true;
}

/**
 * TypeDoc keeps the underscores of a heading in its anchor; VitePress writes hyphens. What the table `Interfaces` names has a heading
 * of its own, which VitePress gives the plain anchor: that of the row goes.
 */
function writeAnchorsAsTheSite() {
  for (const name of readdirSync(reference, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.md')) continue;
    const page = new URL(name, reference);
    let text = readFileSync(page, 'utf8');
    for (const [row, anchor = ''] of text.matchAll(/<a id="([\w-]+)"><\/a> (?=`I[A-Z]\w+` \|)/g)) {
      text = text.replace(row, '').replaceAll(`](#${anchor}-1)`, `](#${anchor})`);
    }
    writeFileSync(
      page,
      text.replaceAll(/(?<=\]\([^)\s]*#)[\w-]+(?=\))/g, (anchor) => anchor.replaceAll('_', '-')),
    );
  }
}

const heading = `# begin-end/hresults

The codes of Media Foundation. Importing this entry teaches \`hresultName\` their names.

`;
