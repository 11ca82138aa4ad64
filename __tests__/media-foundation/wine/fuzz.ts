// Runs episodes of the fuzzer: `node --expose-gc fuzz.mjs <file of episodes> <trace file>`. It says a line of JSON for each.
import { readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { MF_VERSION, openMediaFoundation } from 'begin-end/media-foundation';
import type { Episode } from './fuzz/plan.js';
import { callServed, runEpisode } from './fuzz/runEpisode.js';
import { say } from './harness.js';

async function main(episodesFile: string, traceFile: string): Promise<never> {
  const mf = openMediaFoundation();
  mf.MFStartup(MF_VERSION);
  for (const episode of JSON.parse(readFileSync(episodesFile, 'utf8')) as Episode[]) {
    say({ episode: episode.number, ...(await runEpisode(mf, episode, traceFile)) });
  }
  say({ closed: true });
  process.exit(0);
}

if (isMainThread) {
  main(process.argv[2]!, process.argv[3]!).catch((error: unknown) => {
    say({ failed: error instanceof Error ? error.stack : String(error) });
    process.exit(1);
  });
} else void callServed();
