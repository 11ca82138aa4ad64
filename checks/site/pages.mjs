// What every page of the site must do.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';

/** @typedef {import('puppeteer-core').Page} Page */

const PHONE = { width: 375, height: 740 };
const DESK = { width: 1280, height: 900 };
/** Of a folder of generated pages, which look alike, that many are looked at on a phone. */
const MOST_OF_A_FOLDER = 10;

/** @param {string} folder @returns {string[]} */
const pagesIn = (folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => `/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.html') && name !== '/404.html')
    .toSorted();

/** All guides, and some of each folder. @param {string[]} pages */
function someOf(pages) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  return pages.filter((page) => {
    const folder = page.slice(0, page.lastIndexOf('/'));
    const count = (counts.get(folder) ?? 0) + 1;
    counts.set(folder, count);
    return folder === '' || count <= MOST_OF_A_FOLDER;
  });
}

/** @type {(page: Page, origin: string, folder: string) => Record<string, () => Promise<void>>} */
export function pageTests(page, origin, folder) {
  const pages = pagesIn(folder);
  /**
   * Opens a page, and waits until its scripts have taken over. What leaves it before, by a click or by its address, is an error on
   * the console, of a page that was still to come.
   *
   * @param {string} path
   */
  const open = async (path) => {
    await page.goto(origin + path, { waitUntil: 'domcontentloaded' });
    await page.waitForFunction(() => '__vue_app__' in (document.querySelector('#app') ?? {}));
  };
  return {
    [`the links of ${pages.length} pages, each, lead to a page and to an anchor in it`]: async () => {
      await open('/');
      const broken = await page.evaluate(async (/** @type {string[]} */ paths) => {
        const documents = new Map();
        for (const path of paths) {
          const response = await fetch(path);
          documents.set(path, new DOMParser().parseFromString(await response.text(), 'text/html'));
        }
        const faults = [];
        /** What is no page, by its status. */
        const others = new Map();
        let count = 0;
        for (const [path, document] of documents) {
          for (const link of document.querySelectorAll('a[href]')) {
            const { origin: target, pathname, hash } = new URL(link.getAttribute('href'), location.origin + path);
            if (target !== location.origin) continue;
            count += 1;
            const file = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
            const found = documents.get(file) ?? documents.get(`${file}.html`);
            if (found === undefined && !others.has(file)) others.set(file, (await fetch(file)).ok);
            if (found === undefined && !others.get(file)) faults.push(`${path}: ${pathname}`);
            const id = decodeURIComponent(hash.slice(1));
            // An example or a program is no anchor: it is what the playground shows.
            if (found && id && !/^(example|program)=/.test(id) && !found.getElementById(id)) {
              faults.push(`${path}: ${pathname}${hash}`);
            }
          }
        }
        return { faults, count };
      }, pages);
      assert.deepEqual(broken.faults, []);
      assert.ok(broken.count > pages.length, `only ${broken.count} links were found`);
    },
    'a link of the sidebar, clicked, leads to its page': async () => {
      await open('/');
      await page.click('.VPSidebar a[href$="cancelling.html"]');
      await page.waitForFunction(() => document.querySelector('main h1')?.textContent?.startsWith('Cancelling'));
    },
    'the search, asked for a name of the library, finds a page and opens it': async () => {
      await open('/');
      await page.waitForSelector('.VPNavBarSearch button');
      await page.click('.VPNavBarSearch button');
      await page.waitForSelector('.VPLocalSearchBox input');
      await page.type('.VPLocalSearchBox input', 'setLostCallbackDetection');
      await page.waitForSelector('.VPLocalSearchBox .result');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => /lost-callbacks|setLostCallbackDetection/i.test(location.href));
      // The address changes first: to leave before the page is there would be an error on the console.
      await page.waitForFunction(() =>
        document.querySelector('.vp-doc')?.textContent?.includes('setLostCallbackDetection'),
      );
    },
    'light and dark, switched by a click, change the page': async () => {
      await open('/');
      const look = () =>
        page.evaluate(() => ({
          isDark: document.documentElement.classList.contains('dark'),
          background: getComputedStyle(document.body).backgroundColor,
        }));
      const before = await look();
      await page.click('.VPNavBar .VPSwitchAppearance');
      await page.waitForFunction(
        (/** @type {boolean} */ wasDark) => document.documentElement.classList.contains('dark') !== wasDark,
        {},
        before.isDark,
      );
      assert.notEqual((await look()).background, before.background);
      await page.click('.VPNavBar .VPSwitchAppearance');
    },
    'a phone, on every guide, needs no scrolling to the side': async () => {
      await page.setViewport(PHONE);
      const wide = [];
      for (const path of someOf(pages)) {
        await open(path);
        if (path === '/playground.html') await page.waitForSelector('.playground .cm-content');
        const { needs, has } = await page.evaluate(() => ({
          needs: document.documentElement.scrollWidth,
          has: document.documentElement.clientWidth,
        }));
        if (needs > has) wide.push(`${path}: ${needs} of ${has}`);
      }
      await page.setViewport(DESK);
      assert.deepEqual(wide, []);
    },
    'a phone, on the playground with a timeline, needs no scrolling to the side': async () => {
      await page.setViewport(PHONE);
      await open('/playground.html');
      await page.waitForSelector('.playground .cm-content');
      await page.select('.playground select', 'one-signal');
      await page.waitForSelector('.playground[data-state="ended"] .lane');
      const [needs, has] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
      ]);
      await page.setViewport(DESK);
      assert.equal(needs, has);
    },
  };
}
