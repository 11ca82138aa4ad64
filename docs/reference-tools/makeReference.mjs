// Makes docs/reference: what TypeDoc finds in the sources, and an index of the codes, which would be a page each.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const reference = new URL('../reference/', import.meta.url);

/** @returns {boolean} whether it is there: what TypeDoc warns about, it refuses */
export function makeReference() {
  const typedoc = fileURLToPath(new URL('node_modules/typedoc/bin/typedoc', import.meta.url));
  const { status } = spawnSync(process.execPath, [typedoc, '--logLevel', 'Warn'], { cwd: here, stdio: 'inherit' });
  if (status !== 0) return false;
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

const heading = `# begin-end/hresults

The codes of Media Foundation. Importing this entry teaches \`hresultName\` their names.

`;
