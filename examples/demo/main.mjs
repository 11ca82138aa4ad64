// npm run demo -- [file] [--platform embedded|mfplat] [--slow seconds]
// npm run demo -- jobs
//
// Takes one real file through everything: callbacks awaited, an async function served to callbacks, both in one flow,
// and the same on a Media Foundation platform. Each step is a file of its own next to this one.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { awaitCallbacks, openFile } from './awaitCallbacks.mjs';
import { bothWays } from './bothWays.mjs';
import { sizeOf } from './figures.mjs';
import { showJobs } from './jobs.mjs';
import { copyOnPlatform, readOnPlatform } from './onPlatform.mjs';
import { openPlatform, platformNames } from './platforms.mjs';
import { Refusal, wordsOf } from './refusals.mjs';
import { serveCallbacks } from './serveCallbacks.mjs';

const usage = `npm run demo -- [file] [--platform ${platformNames.join('|')}] [--slow seconds]
npm run demo -- jobs

Reads a file through Begin/End methods, with a progress bar, and says what it did. Ctrl-C cancels.
Without a file it takes the program of Node itself: a real file of some size that is there for certain.
--slow: how long the first step takes at least, so that Ctrl-C can be hit; 4 on a terminal, else 0.
With jobs it shows pairs whose work runs in other processes, over Redis: about 7 s. A file of that name is ./jobs.`;

const interrupted = new AbortController();
// Once: a second Ctrl-C ends the program at once, as it always does.
process.once('SIGINT', () => interrupted.abort());
// Whoever reads the output may leave: `npm run demo | head`.
process.stdout.on('error', () => process.exit());

try {
  const { values, positionals } = readArguments();
  if (values.help) console.log(usage);
  else if (positionals[0] === 'jobs') await showJobs(interrupted.signal);
  else await run(positionals[0], values.platform, secondsOf(values.slow), interrupted.signal);
} catch (error) {
  if (interrupted.signal.aborted) {
    console.error('demo: cancelled by Ctrl-C');
    process.exitCode = 130;
  } else {
    console.error(`demo: ${wordsOf(error)}`);
    process.exitCode = 1;
  }
}

function readArguments() {
  try {
    const parsed = parseArgs({
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        platform: { type: 'string', default: 'embedded' },
        slow: { type: 'string' },
      },
    });
    if (parsed.positionals.length <= 1) return parsed;
  } catch (error) {
    // The first sentence: the others are about arguments that begin with a dash.
    const [fault = ''] = /** @type {Error} */ (error).message.split('. ');
    throw new Refusal(`${fault}; npm run demo -- --help says which there are`);
  }
  throw new Refusal('one file at a time, please');
}

/** @param {string | undefined} text */
function secondsOf(text) {
  if (text === undefined) return process.stdout.isTTY ? 4 : 0;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new Refusal(`--slow takes seconds, not '${text}'`);
}

/** @type {(file: string | undefined, platformName: string, seconds: number, signal: AbortSignal) => Promise<void>} */
async function run(file, platformName, seconds, signal) {
  const platform = await openPlatform(platformName);
  // npm runs scripts in the folder of package.json; a relative path counts from where npm was called.
  const folder = process.env['npm_lifecycle_event'] === 'demo' ? process.env['INIT_CWD'] : undefined;
  const path = file === undefined ? process.execPath : resolve(folder ?? '.', file);

  try {
    const stream = await openFile(path, signal);
    console.log(file === undefined ? `No file was named, so this takes ${path}` : `Taking ${path}`);

    title('1. A stream written with callbacks, read with await (fromBeginEnd)');
    const facts = await awaitCallbacks(stream, seconds, signal);

    title('2. An async function, called by a consumer that only knows callbacks (toBeginEnd)');
    compare(facts.checksum, await serveCallbacks(path, facts, signal));

    title('3. Both in one flow: an async reader → BeginRead → a line counter with callbacks → await');
    await bothWays(path, facts, signal);

    title(`4. The ${platformName} platform: MFBeginCreateFile, BeginRead`);
    compare(facts.checksum, await readOnPlatform(platform, path, facts, signal));

    title('5. A copy through Web streams (readableStreamOf → writableStreamOf)');
    compare(facts.checksum, await copyOnPlatform(platform, path, facts, signal));

    console.log(`\nDone: ${sizeOf(facts.length)}, five times.`);
  } finally {
    platform.MFShutdown();
  }
}

/** @param {string} text */
function title(text) {
  console.log(`\n${text}`);
}

/** @param {string} expected @param {string | undefined} checksum */
function compare(expected, checksum) {
  if (checksum !== expected) throw new Refusal(`the SHA-256 is ${checksum ?? 'missing'} now: the file has changed`);
  console.log(`   SHA-256 ${checksum.slice(0, 16)}…, the same`);
}
