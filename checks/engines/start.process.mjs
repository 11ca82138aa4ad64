// Begins the run in Node, Bun or Deno.
import process from 'node:process';

import { run } from './run.mjs';
import { send } from './send.mjs';

// A plain property, as it is within Jest: tests replace it.
Object.defineProperty(globalThis, 'process', { value: process, writable: true, configurable: true });

const [, , origin = ''] = process.argv;
await run((report) => send(origin, report));
process.exit(0);
