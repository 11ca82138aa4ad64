// The guides as a site. Nothing in it is fetched from elsewhere: the search, the fonts and the pictures are part of it.
import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';
import { bothPictures, sequences, style } from './markdown.mjs';
import { playground } from './playground/plugin.mjs';

// The index lists all guides, in the order in which they are read.
const index = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const guides = Array.from(index.matchAll(/^\|.*\|$/gm)).flatMap(([row]) =>
  Array.from(row.matchAll(/\[([^\]]+)\]\(([\w-]+)\.md\)/g), ([, text = '', page]) => ({
    text: text.charAt(0).toUpperCase() + text.slice(1),
    link: `/${page}`,
  })),
);

/**
 * Makes text of a link to a file of the repository that is no guide: the site does not have it, and what it has is found by
 * its name. `__tests__/docs/links.test.ts` sees to it that the file is there.
 *
 * @param {any} markdown
 */
function unlinkFiles(markdown) {
  markdown.core.ruler.push('unlink-files', (/** @type {any} */ { tokens }) => {
    for (const token of tokens) {
      let isInside = false;
      token.children &&= token.children.filter((/** @type {any} */ child) => {
        if (child.type === 'link_open') isInside = child.attrGet('href').startsWith('../');
        const isDropped = isInside && child.type.startsWith('link_');
        if (child.type === 'link_close') isInside = false;
        return !isDropped;
      });
    }
  });
}

// One page for each entry of the package: docs/reference-tools makes them of the sources.
const entries = [
  '',
  '/platform',
  '/testing',
  '/tracing',
  '/media-foundation',
  '/media-foundation/all',
  '/hresults',
].map((entry) => ({
  text: `begin-end${entry}`,
  link: `/reference/begin-end${entry}`,
}));

export default defineConfig({
  title: 'begin-end',
  description:
    'Promises and async/await for the Begin/End asynchronous pattern of Media Foundation, in both directions',
  rewrites: { 'README.md': 'index.md' },
  markdown: { config: (markdown) => [unlinkFiles, bothPictures, sequences].forEach((change) => change(markdown)) },
  // None: a browser would ask for /favicon.ico.
  head: [
    ['link', { rel: 'icon', href: 'data:,' }],
    ['style', {}, style],
  ],
  vite: { plugins: [playground()] },
  themeConfig: {
    nav: [
      { text: 'Reference', link: '/reference/begin-end' },
      { text: 'Playground', link: '/playground' },
    ],
    sidebar: [{ items: guides }, { text: 'Reference', items: entries }],
    // The names of a page of the reference, and not the parts that each of them has.
    outline: [2, 3],
    search: { provider: 'local' },
  },
});
