import { parseArgs } from 'node:util';
import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../src/platform/time/clock.js';
import type { MediaPlatform } from '../../src/platform/MediaPlatform.js';
import { embedded } from './embedded.js';
import { report, runAll, type Subject } from './run.js';

interface Entries {
  createEmbeddedPlatform(options: { clock: Clock }): MediaPlatform;
  openMediaFoundation(): MediaPlatform;
}

/** How to get at each platform; `library` is where its entries were built to. */
const subjects: Record<string, (library: URL) => Promise<Subject>> = {
  async embedded(library) {
    const entry = (await import(new URL('platform/index.js', library).href)) as Entries;
    return embedded(entry.createEmbeddedPlatform);
  },
  async mfplat(library) {
    const entry = (await import(new URL('media-foundation/index.js', library).href)) as Entries;
    return { name: 'mfplat', platform: entry.openMediaFoundation(), pass: (milliseconds) => setTimeout(milliseconds) };
  },
};

/**
 * Runs the suite on the platform that the command line names.
 *
 * @returns the exit code: 0 where every fact holds
 */
export async function main(args: string[], library: URL): Promise<number> {
  const { values } = parseArgs({ args, options: { platform: { type: 'string', default: 'embedded' } } });
  const open = Object.hasOwn(subjects, values.platform) ? subjects[values.platform] : undefined;
  if (open === undefined) {
    console.error(`--platform must be one of ${Object.keys(subjects).join(', ')}, got ${values.platform}`);
    return 2;
  }
  const outcomes = await runAll(await open(library));
  console.log(report(values.platform, outcomes));
  return outcomes.some(({ failure }) => failure !== undefined) ? 1 : 0;
}
