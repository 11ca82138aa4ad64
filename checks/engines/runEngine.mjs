// One run of the tests in one engine: serves it what it asks for, hears its reports, and ends it.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import pDefer from 'p-defer';

const keeper = fileURLToPath(new URL('keeper.mjs', import.meta.url));

/** How each kind of page begins the run, which tells by itself where it cannot be loaded. @type {Record<import('./engines.mjs').Page, string>} */
const beginnings = {
  window: `await import('/start.page.js');`,
  worker: `new Worker('/start.page.js', { type: 'module' }).onerror = crashed;`,
  SharedWorker: `(globalThis.worker = new SharedWorker('/start.page.js', { type: 'module' })).onerror = crashed;`,
  // A browser ends a service worker that gets no event for half a minute, although it is at work.
  ServiceWorker: `
    const registration = await navigator.serviceWorker.register('/start.page.js', { type: 'module' });
    setInterval(() => {
      (registration.active ?? registration.waiting ?? registration.installing)?.postMessage('stay');
    }, 5000);`,
};

/** @type {(page: import('./engines.mjs').Page) => string} */
const html = (page) => `<!doctype html>
<meta charset="utf-8">
<title>begin-end</title>
<body>
<script type="module">
  const crashed = (error) => {
    const body = JSON.stringify({ kind: 'crashed', error: String(error?.stack ?? error?.message ?? error) });
    void fetch('/report', { method: 'POST', body });
  };
  try {
    ${beginnings[page]}
  } catch (error) {
    crashed(error);
  }
</script>`;

/**
 * @typedef {object} Finished
 * @property {({ file: string } & import('./outcome.mjs').Outcome)[]} outcomes
 * @property {string | undefined} fault why it did not come to the end
 * @property {number} milliseconds
 * @property {number} startUp of these, until its first report
 * @property {{ file: string, milliseconds: number }[]} files how long each took
 */

/**
 * @param {import('./engines.mjs').Engine} engine
 * @param {string} program
 * @param {{ bundles: string, number: number, timeout: number }} options number: of no other run; timeout: how
 *   long it may report nothing, in milliseconds
 * @returns {Promise<Finished>}
 */
export async function runEngine(engine, program, { bundles, number, timeout }) {
  const start = performance.now();
  /** @type {Finished['outcomes']} */
  const outcomes = [];
  /** @type {Finished['files']} */
  const files = [];
  /** @type {number | undefined} */
  let startUp;
  let at = 'before the first file';
  let atSince = start;
  /** @type {import('p-defer').DeferredPromise<string | undefined>} */
  const { promise: fault, resolve: end } = pDefer();
  // Not for all tests: a busy machine takes its time, but goes on.
  const timer = setTimeout(() => end(`hung ${at}: no report for ${timeout / 1000} s`), timeout);
  const server = await listen({
    page: engine.page ?? 'window',
    bundles,
    onReport(report) {
      timer.refresh();
      startUp ??= performance.now() - start;
      if (report.kind === 'starts') {
        at = `in ${report.file}`;
        atSince = performance.now();
      } else if (report.kind === 'goes on') {
        at = `in ${report.file}, after '${report.test}'`;
      } else if (report.kind === 'ended') {
        at = `after ${report.file}`;
        files.push({ file: report.file, milliseconds: performance.now() - atSince });
        for (const outcome of report.outcomes) outcomes.push({ file: report.file, ...outcome });
      } else end(report.kind === 'done' ? undefined : `crashed ${at}: ${report.error}`);
    },
  });

  const folder = mkdtempSync(join(tmpdir(), 'begin-end-engine-'));
  const origin = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`;
  const command = engine.command(program, { origin, folder, bundles, number });
  const child = spawn(process.execPath, [keeper, folder, ...command], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (said = (said + text).slice(-2000)));
  }
  const closed = new Promise((resolve) => child.once('close', resolve));
  void closed.then((code) => end(`ended with code ${code} ${at}: ${said.trim()}`));
  try {
    const why = await fault;
    const milliseconds = performance.now() - start;
    return { fault: why, outcomes, milliseconds, startUp: startUp ?? milliseconds, files };
  } finally {
    clearTimeout(timer);
    child.stdin.end();
    await closed;
    server.close();
    server.closeAllConnections();
  }
}

/**
 * @typedef {object} Site
 * @property {import('./engines.mjs').Page} page
 * @property {string} bundles
 * @property {(report: import('./outcome.mjs').Report) => void} onReport
 */

/** @type {(site: Site) => Promise<import('node:http').Server>} */
async function listen({ page, bundles, onReport }) {
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path === '/report') {
      let body = '';
      request.setEncoding('utf8').on('data', (part) => (body += part));
      request.on('end', () => {
        response.end();
        onReport(JSON.parse(body));
      });
    } else if (path === '/') {
      response.setHeader('content-type', 'text/html').end(html(page));
    } else if (path.endsWith('.js')) {
      response.setHeader('content-type', 'text/javascript').end(readFileSync(join(bundles, basename(path))));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  return server;
}
