// What an engine without Node's modules has in their place, by their names. What is not here throws when it is called.
import * as assert from './assert.mjs';
import * as events from './events.mjs';
import * as timers from './timers.mjs';
import * as vm from './vm.mjs';

const { MessageChannel } = globalThis;

/** @type {Record<string, object>} */
const standIns = {
  'assert/strict': assert,
  events,
  'timers/promises': timers,
  vm,
  worker_threads: { MessageChannel },
  // What is called of these while a test file is loaded, and comes to nothing where there are no files.
  fs: { existsSync: () => false, mkdtempSync: () => '/nowhere', rmSync() {} },
  os: { tmpdir: () => '/' },
  path: { join: (/** @type {string[]} */ ...parts) => parts.join('/') },
  url: { fileURLToPath: (/** @type {string | URL} */ url) => new URL(url).pathname },
};

/** Puts it where the modules look for it that bundle.mjs makes of these names: to be called before a test is loaded. */
export function provideStandIns() {
  Object.assign(globalThis, { [Symbol.for('begin-end.standIns')]: standIns });
}
