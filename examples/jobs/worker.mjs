// A worker as a process: node worker.mjs PORT [NAME [CONCURRENCY]]. It serves squares until its parent ends it or is gone.
import process from 'node:process';

import { serveJobs } from './serveJobs.mjs';
import { square } from './squares.mjs';

const [, , port, name = 'squares', concurrency = '4'] = process.argv;

// Ctrl-C reaches all processes of a terminal; the parent decides what becomes of the jobs.
process.on('SIGINT', () => {});
process.once('disconnect', () => process.exit());

await serveJobs(name, { host: '127.0.0.1', port: Number(port) }, square, {
  concurrency: Number(concurrency),
  // A worker that is silent for so long counts as dead: its jobs run again, elsewhere.
  lockDuration: 1500,
  stalledInterval: 700,
  // How often a job may lose its worker. BullMQ gives up after one.
  maxStalledCount: 10,
});
process.send?.('ready');
