// Runs smoke.mjs in QuickJS, and reports as an engine does: `node quickjs.mjs ORIGIN FOLDER`, with the bundle in FOLDER.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { getQuickJS } from 'quickjs-emscripten';

import { send } from './send.mjs';

const [, , origin = '', folder = ''] = process.argv;
const file = 'smoke.mjs';
await send(origin, { kind: 'starts', file });

const context = (await getQuickJS()).newContext();
const code = readFileSync(join(folder, 'smoke.js'), 'utf8');
context.unwrapResult(context.evalCode(code)).dispose();
// There is no event loop: when no promise job is left, all has come to its end, or never will.
context.unwrapResult(context.runtime.executePendingJobs());
const { outcomes, isDone } = context.dump(context.getProp(context.global, 'smoke'));

await send(origin, { kind: 'ended', file, outcomes });
await send(origin, isDone ? { kind: 'done' } : { kind: 'crashed', error: 'the last case has not ended' });
