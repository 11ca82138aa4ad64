// The browsers of this machine, driven by puppeteer. Each runs in a process group and with a profile of its own, and both are
// gone at the end, also after a failure.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

import { engines } from '../engines/engines.mjs';
import { howToInstall, installMissing } from '../engines/install.mjs';

/** Their names, with what puppeteer calls them. */
export const browsers = /** @type {const} */ ({ Chromium: 'chrome', Firefox: 'firefox' });
/** @typedef {keyof typeof browsers} Name */
export const names = /** @type {Name[]} */ (Object.keys(browsers));

const engineOf = (/** @type {Name} */ name) =>
  /** @type {import('../engines/engines.mjs').Engine} */ (engines.find((engine) => engine.name.startsWith(name)));

/** Installs what is missing, where that can be done without a question. */
export const installBrowsers = () => installMissing(names.map(engineOf), console.log);

/** Why a browser cannot be had; `undefined` where it can. @param {Name} name */
export function missingBecause(name) {
  const engine = engineOf(name);
  return engine.find() === undefined ? `it is not installed; ${howToInstall(engine)}` : undefined;
}

/** What is still to be ended and removed. @type {Set<() => void>} */
const running = new Set();
// The last one first: a profile is removed once no browser writes to it.
process.on('exit', () =>
  Array.from(running)
    .toReversed()
    .forEach((end) => end()),
);
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => process.exit(1));

/**
 * @param {Name} name
 * @param {(browser: import('puppeteer-core').Browser) => Promise<void>} use
 */
export async function withBrowser(name, use) {
  const { default: puppeteer } = await import('puppeteer-core');
  const kind = browsers[name];
  const profile = mkdtempSync(join(tmpdir(), 'begin-end-site-'));
  const remove = () => rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  running.add(remove);
  try {
    const browser = await puppeteer.launch({
      browser: kind,
      executablePath: /** @type {string} */ (engineOf(name).find()),
      userDataDir: profile,
      args: kind === 'chrome' ? ['--no-sandbox', '--disable-dev-shm-usage'] : [],
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      timeout: 60_000,
    });
    const { pid } = /** @type {import('node:child_process').ChildProcess} */ (browser.process());
    const kill = () => killGroup(/** @type {number} */ (pid));
    running.add(kill);
    try {
      await use(browser);
    } finally {
      await browser.close().catch(() => {});
      kill();
      running.delete(kill);
    }
  } finally {
    remove();
    running.delete(remove);
  }
}

/** Puppeteer starts a browser as the leader of a group: what it started is in there, too. @param {number} pid */
function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}
