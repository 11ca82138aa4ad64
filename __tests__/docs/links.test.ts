import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../', import.meta.url));
const guides = readdirSync(join(root, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);
/** What maintainers read, beside each check. */
const readmes = readdirSync(join(root, 'checks'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `checks/${name}/README.md`);
const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...guides, ...readmes];

/** A page without its code: what is in there is no heading and no link. */
const proseOf = (page: string): string =>
  readFileSync(join(root, page), 'utf8').replaceAll(/^(```+)[^\n]*\n.*?^\1$/gms, '');

const linksOf = (page: string): string[] =>
  Array.from(
    proseOf(page)
      .replaceAll(/`[^`\n]*`/g, '')
      .matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)/gm),
    (match) => String(match[1] ?? match[2]),
  );

/** What a heading is called in an address, by GitHub's rules. */
function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of proseOf(page).matchAll(/^#{1,6} (.+)$/gm)) {
    const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = plain.replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '').replaceAll(' ', '-');
    let unique = anchor;
    for (let count = 1; anchors.has(unique); count += 1) unique = `${anchor}-${count}`;
    anchors.add(unique);
  }
  return anchors;
}

function isBroken(page: string, link: string): boolean {
  if (/^[a-z]+:/.test(link)) return false;
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : posix.join(dirname(page), path);
  if (target.startsWith('..') || !existsSync(join(root, target))) return true;
  return anchor !== undefined && !(target.endsWith('.md') && anchorsOf(target).has(anchor));
}

test.each(pages)('%s, each relative link in it, leads to a file and to a heading in it', (page) => {
  expect(linksOf(page).filter((link) => isBroken(page, link))).toStrictEqual([]);
});

test('each guide, is listed in the index of the documentation', () => {
  const listed = new Set(linksOf('docs/README.md').map((link) => `docs/${link}`));
  expect(guides.filter((guide) => guide !== 'docs/README.md' && !listed.has(guide))).toStrictEqual([]);
});
