// What the playground must do, by clicks and keys.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';

import { examples } from '../../docs/.vitepress/playground/examples.mjs';
import { timelines } from './timelines.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

const hashOf = (/** @type {string} */ program) => `#program=${deflateRawSync(program).toString('base64url')}`;

const stateIs = (/** @type {Page} */ page, /** @type {string[]} */ ...states) =>
  page.waitForSelector(states.map((state) => `.playground[data-state="${state}"]`).join(', '));

const linesOf = (/** @type {Page} */ page) =>
  page.$$eval('.playground .console .line', (lines) => lines.map((line) => line.textContent));

const messageOf = (/** @type {Page} */ page) =>
  page.$eval('.playground .message', (message) => (message.textContent ?? '').trim());

const lanesOf = (/** @type {Page} */ page) =>
  page.$$eval('.playground .lane', (lanes) =>
    lanes.map((lane) => {
      const marks = Array.from(lane.querySelectorAll('.mark'), (mark) => mark.getAttribute('data-label'));
      return `${lane.getAttribute('data-operation')}: ${marks.join(' ')}`;
    }),
  );

/** What the page's clock says from now on is so much later. @type {(page: Page, milliseconds: number) => Promise<void>} */
const turnClock = (page, milliseconds) =>
  page.evaluate((later) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + later;
  }, milliseconds);

/** What the compiler finds, once it has looked. @type {(page: Page) => Promise<(string | undefined)[]>} */
async function mistakesOf(page) {
  await page.waitForSelector('.playground:not([data-types="checking"])');
  return page.$$eval('.playground .types li, .playground[data-types="failed"] .types p', (lines) =>
    lines.map((line) => line.textContent?.trim()),
  );
}

const typesAre = (/** @type {Page} */ page, /** @type {string} */ types) =>
  page.waitForSelector(`.playground[data-types="${types}"]`);

/**
 * Uses the page while requests for the compiler go to `answer`.
 *
 * @param {Page} page
 * @param {(request: import('puppeteer-core').HTTPRequest) => void} answer
 * @param {() => Promise<void>} use
 */
async function withCompiler(page, answer, use) {
  const onRequest = (/** @type {import('puppeteer-core').HTTPRequest} */ request) => {
    if (/\/checker\.[^/]*\.js$/.test(request.url())) answer(request);
    else void request.continue();
  };
  page.on('request', onRequest);
  await page.setRequestInterception(true);
  // What the browser has kept would not be asked for.
  await page.setCacheEnabled(false);
  try {
    await use();
  } finally {
    page.off('request', onRequest);
    await page.setRequestInterception(false);
    await page.setCacheEnabled(true);
  }
}

/** Opens the page anew with a program that its address carries. @type {(page: Page, origin: string, program: string) => Promise<void>} */
async function openProgram(page, origin, program) {
  await page.goto('about:blank');
  await page.goto(`${origin}/playground.html${hashOf(program)}`);
  await page.waitForFunction(() =>
    document.querySelector('.playground .message')?.textContent?.includes('came with the link'),
  );
}

/** @type {(content: Uint8Array) => string} */
const inMegabytes = ({ length }) => `${(length / 1e6).toFixed(1)} MB`;

const limitTo = (/** @type {Page} */ page, /** @type {string} */ seconds) =>
  page.select('.playground select.limit', seconds);

/** @type {(page: Page, origin: string, folder: string) => Record<string, () => Promise<void>>} */
export const playgroundTests = (page, origin, folder) => ({
  ...Object.fromEntries(
    examples().map(({ name, code }) => [
      `the example ${name}, chosen, prints and draws what it should`,
      async () => {
        await page.goto('about:blank');
        await page.goto(`${origin}/playground.html`);
        await page.waitForSelector('.playground .cm-content');
        await limitTo(page, '2');
        // What is chosen already is no change.
        if (name === 'await') await page.click('.playground .run');
        else await page.select('.playground select', name);
        const expected = /** @type {Record<string, { state: string, lanes: string[] }>} */ (timelines)[name];
        assert.ok(expected, 'timelines.mjs does not know it');
        await stateIs(page, 'ended', 'time limit', 'failed', 'too much');
        const printed = Array.from(code.matchAll(/\/\/ → (.+)$/gm), ([, print = '']) => print);
        const lines = (await linesOf(page)).map((line) => line?.trimEnd());
        assert.deepEqual({ lines, lanes: await lanesOf(page) }, { lines: printed, lanes: expected.lanes });
        await stateIs(page, expected.state);
        assert.deepEqual(await mistakesOf(page), []);
      },
    ]),
  ),
  'the examples, and timelines.mjs, are the same ones': async () => {
    assert.deepEqual(
      Object.keys(timelines),
      examples().map(({ name }) => name),
    );
  },
  'a program with mistakes of types, says which and where, and no more once they are mended': async () => {
    await openProgram(page, origin, "import { FAILED } from 'begin-end';\n\nFAILED('often');\nself.name.length();\n");
    const found = [
      /^Line 3\s*Argument of type 'string' is not assignable to parameter of type 'number'/,
      /^Line 4\s*This expression is not callable/,
    ];
    const mistakes = await mistakesOf(page);
    assert.equal(mistakes.length, found.length, String(mistakes));
    found.forEach((pattern, index) => assert.match(String(mistakes[index]), pattern));
    const underlined = await page.$$eval('.cm-lintRange-error', (ranges) =>
      ranges.map(({ textContent }) => textContent),
    );
    assert.deepEqual(underlined, ["'often'", 'length']);
    await page.hover('.cm-lintRange-error');
    await page.waitForFunction(() =>
      document.querySelector('.cm-tooltip-lint')?.textContent?.includes("Argument of type 'string'"),
    );
    await page.click('.playground .types li:nth-child(2) button');
    assert.match(await page.$eval('.cm-activeLine', ({ textContent }) => textContent ?? ''), /^self/);
    await page.keyboard.down('Control');
    await page.keyboard.press('a');
    await page.keyboard.up('Control');
    const said = await page.evaluateHandle(() => {
      /** @type {string[]} */
      const texts = [];
      const status = /** @type {Element} */ (document.querySelector('.playground .types p'));
      new MutationObserver(() => texts.push(status.textContent ?? '')).observe(status, {
        characterData: true,
        childList: true,
        subtree: true,
      });
      return texts;
    });
    await page.keyboard.type('self.name.length;');
    await typesAre(page, 'right');
    // A screen reader reads it out: what comes and goes while one types, would be read each time.
    const texts = await said.jsonValue();
    assert.equal(texts.at(-1), 'Types: no mistake.');
    assert.deepEqual(
      texts.filter((text) => text.includes('being checked')),
      [],
    );
    assert.deepEqual(await mistakesOf(page), []);
  },
  'a name, pointed at, says its type and what its documentation begins with': async () => {
    const program = "import { toBeginEnd } from 'begin-end';\n\nconst pair = toBeginEnd(async () => 'a');\n";
    await openProgram(page, origin, program);
    await typesAre(page, 'right');
    // By the words of the line: the highlighted ones are elements of their own.
    const [, name] = await page.$$('.cm-line:nth-child(3) span');
    await name?.hover();
    await page.waitForSelector('.playground-hover');
    const [type = '', words = ''] = await page.$$eval('.playground-hover > *', (parts) =>
      parts.map((part) => part.textContent ?? ''),
    );
    assert.match(type, /^toBeginEnd<[^]* end: \(result: IMFAsyncResult\) => string;[^]* overloads\)$/);
    assert.match(words, /^Turns a function /);
  },
  'the compiler, still on its way, holds up neither the editor nor a program': async () => {
    let hold;
    /** @type {Promise<import('puppeteer-core').HTTPRequest>} */
    const held = new Promise((resolve) => (hold = resolve));
    await withCompiler(page, /** @type {any} */ (hold), async () => {
      await openProgram(page, origin, "console.log('run'.size);");
      await page.click('.playground .run');
      await stateIs(page, 'ended');
      assert.deepEqual(await linesOf(page), ['undefined']);
      const request = await held;
      await typesAre(page, 'checking');
      await request.continue();
      await typesAre(page, 'wrong');
    });
  },
  'the compiler, where it cannot be started, is said to be missing, and programs run': async () => {
    await withCompiler(
      page,
      (request) => void request.respond({ contentType: 'text/javascript', body: "throw new Error('broken');" }),
      async () => {
        await openProgram(page, origin, "console.log('run');");
        assert.match(String(await mistakesOf(page)), /^Types: not checked: .*broken/);
        await page.click('.playground .run');
        await stateIs(page, 'ended');
        assert.deepEqual(await linesOf(page), ['run']);
      },
    );
  },
  'the compiler, as a file of the site, has the size that its page says': async () => {
    const name = readdirSync(join(folder, 'assets')).find((file) => file.startsWith('checker.'));
    const content = readFileSync(join(folder, 'assets', String(name)));
    const guide = readFileSync(new URL('../../docs/playground.md', import.meta.url), 'utf8').replaceAll(/\s+/g, ' ');
    const [, size, compressed] = /is ([\d.]+ MB) large, ([\d.]+ MB) compressed/.exec(guide) ?? [];
    assert.deepEqual([size, compressed], [inMegabytes(content), inMegabytes(gzipSync(content))]);
  },
  'the other pages, opened, load neither the playground nor its compiler': async () => {
    /** @type {string[]} */
    const asked = [];
    const onRequest = (/** @type {import('puppeteer-core').HTTPRequest} */ request) => asked.push(request.url());
    page.on('request', onRequest);
    await page.goto(`${origin}/getting-started.html`, { waitUntil: 'networkidle0' });
    page.off('request', onRequest);
    assert.ok(asked.length > 0);
    assert.deepEqual(
      asked.filter((url) => /\/(checker|Playground)\./.test(url)),
      [],
    );
  },
  'a program that never ends, stopped, ends and leaves the page as it was': async () => {
    await openProgram(page, origin, "console.log('begun');\nwhile (true);");
    await page.click('.playground .run');
    await page.waitForSelector('.playground .line');
    await page.click('.playground .stop');
    await stateIs(page, 'stopped');
    assert.deepEqual([await linesOf(page), await messageOf(page)], [['begun'], 'Stopped.']);
  },
  'a program that never ends, left alone, ends at the time limit': async () => {
    await openProgram(page, origin, 'while (true);');
    await limitTo(page, '2');
    await page.click('.playground .run');
    await stateIs(page, 'time limit');
    assert.equal(await messageOf(page), 'Stopped after 2 s: the program had not ended.');
  },
  'a program that prints without end, is stopped': async () => {
    await openProgram(page, origin, "while (true) console.log('more');");
    await page.click('.playground .run');
    await stateIs(page, 'too much');
  },
  'a program that throws, says what and where': async () => {
    await openProgram(page, origin, "console.log('a');\n\nthrow new RangeError('broken');");
    await page.click('.playground .run');
    await stateIs(page, 'ended');
    assert.deepEqual(await linesOf(page), ['a', 'Uncaught: RangeError: broken (line 3)']);
  },
  'a program that is no JavaScript, says in which line': async () => {
    await openProgram(page, origin, 'const a = 1;\nconst = 2;');
    await page.click('.playground .run');
    await stateIs(page, 'failed');
    assert.deepEqual(await linesOf(page), ['SyntaxError: the program cannot be read (line 2)']);
  },
  'a program that imports what is not there, is told what is': async () => {
    await openProgram(page, origin, "import fs from 'node:fs';");
    await page.click('.playground .run');
    await stateIs(page, 'failed');
    assert.match(String(await linesOf(page)), /^Error: 'node:fs' is not here: a program may import begin-end, /);
  },
  'a program, asking for its origin and for storage, has none': async () => {
    const program =
      "console.log(self.origin);\ntry { indexedDB.open('a'); } catch (error) { console.log(error.name); }";
    await openProgram(page, origin, program);
    await page.click('.playground .run');
    await stateIs(page, 'ended');
    assert.deepEqual(await linesOf(page), ['null', 'SecurityError']);
  },
  'all entries of the package, imported, are one copy of the library': async () => {
    const program = `import { fromBeginEnd } from 'begin-end';
import { ManualPair } from 'begin-end/testing';
import { createEmbeddedPlatform } from 'begin-end/platform';
import { createOperationTrace } from 'begin-end/tracing';
import 'begin-end/hresults';
const pair = new ManualPair({ name: 'BeginAsk' });
const asking = fromBeginEnd(pair)();
pair.last.complete('answer');
console.log(await asking, typeof createEmbeddedPlatform, typeof createOperationTrace);
const { hresultName } = await import('begin-end');
console.log(hresultName(0));`;
    await openProgram(page, origin, program);
    await page.click('.playground .run');
    await stateIs(page, 'ended');
    assert.deepEqual(await linesOf(page), ['answer function function', 'S_OK']);
    assert.deepEqual(await lanesOf(page), ['1 BeginAsk: Begin Invoke End']);
  },
  'a link that carries nothing that can be read, says so': async () => {
    await page.goto('about:blank');
    await page.goto(`${origin}/playground.html#program=AAAA`);
    await page.waitForFunction(() =>
      document.querySelector('.playground .message')?.textContent?.includes('no program that can be read'),
    );
  },
  'the keyboard alone, writes, completes and runs a program, and leaves the editor': async () => {
    await openProgram(page, origin, "import {  } from 'begin-end';\n");
    await page.focus('.playground .cm-content');
    await page.keyboard.down('Control');
    await page.keyboard.press('End');
    await page.keyboard.up('Control');
    await page.keyboard.type('hresultN');
    await page.waitForFunction(() =>
      document.querySelector('.cm-tooltip-autocomplete [aria-selected]')?.textContent?.startsWith('hresultName'),
    );
    // Its documentation is beside it.
    await page.waitForFunction(() =>
      document.querySelector('.cm-completionInfo')?.textContent?.includes('of an HRESULT'),
    );
    // The editor takes a key for a list of completions once that has been open for a moment: the next line would begin.
    await turnClock(page, 1000);
    await page.keyboard.press('Enter');
    // Its import comes along.
    const textIs = (/** @type {string} */ text) =>
      page.waitForFunction(
        (/** @type {string} */ wanted) =>
          Array.from(document.querySelectorAll('.cm-line'), (line) => line.textContent).join('|') === wanted,
        {},
        text,
      );
    await textIs("import { hresultName } from 'begin-end';|hresultName");
    // After a dot, what the type has.
    await page.keyboard.type('.len');
    await page.waitForFunction(() =>
      document.querySelector('.cm-tooltip-autocomplete [aria-selected]')?.textContent?.startsWith('length'),
    );
    await page.keyboard.press('Escape');
    await page.keyboard.down('Control');
    await page.keyboard.press('a');
    await page.keyboard.up('Control');
    await page.keyboard.type('console.log(6 * 7);');
    await page.keyboard.press('Escape');
    await page.keyboard.down('Control');
    await page.keyboard.press('Enter');
    await page.keyboard.up('Control');
    await stateIs(page, 'ended');
    assert.deepEqual(await linesOf(page), ['42']);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.closest('.cm-editor')), null);
  },
  'a link, made by a click and opened, has the program and does not run it': async () => {
    const program = "console.log('Grüße, 世界 🌍');";
    await openProgram(page, origin, program);
    await page.keyboard.press('Tab');
    await page.evaluate(() => history.replaceState(null, '', location.pathname));
    await page.click('.playground .link');
    await page.waitForFunction(() => location.hash.startsWith('#program='));
    const link = page.url();
    await page.goto('about:blank');
    await page.goto(link);
    await page.waitForFunction(() => document.querySelector('.playground .message')?.textContent?.includes('link'));
    assert.equal(await page.$eval('.playground .cm-content', (content) => content.textContent), program);
    await stateIs(page, 'idle');
  },
});
