import { openSync, writeSync } from 'node:fs';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { openMediaFoundation, type MediaFoundation } from 'begin-end/media-foundation';
import { signal } from '../harness.js';
import { servedInterfaces, type Episode } from './plan.js';
import { World } from './World.js';

/** So long after the last line of an episode its promises are waited for. */
const patience = 20_000;

export interface Outcome {
  /** How many lines had what they call. */
  readonly calls: number;
  readonly wrong: readonly string[];
}
interface Served {
  readonly episode: Episode;
  readonly traceFile: string | undefined;
  /** By the names of interfaces, the objects of the main thread. */
  readonly pointers: readonly (readonly [string, bigint])[];
}

/** A file that has the number of the episode and of the line that is under way, for what finds the process crashed. */
class Trace {
  readonly #file: number | undefined;

  constructor(path: string | undefined) {
    this.#file = path === undefined ? undefined : openSync(path, 'r+');
  }

  write(episode: number, line: number): void {
    if (this.#file !== undefined) writeSync(this.#file, `${episode}:${line}`.padEnd(24), 0);
  }
}
let mainTrace: Trace | undefined;

async function runLines(world: World, { lines, number }: Episode, trace: Trace): Promise<Outcome> {
  const calls = world.compile(lines);
  let made = 0;
  for (const [index, line] of lines.entries()) {
    const target = /^(?:o\[\d+\] = )?o\[(\d+)\]\./.exec(line)?.[1];
    if (target !== undefined && world.o[Number(target)] === undefined) continue;
    trace.write(number, index);
    made += 1;
    if (line.startsWith('await ')) await calls[index]!();
    else world.run(line, calls[index]!);
  }
  trace.write(number, lines.length);
  const tooLong = signal<boolean>();
  const timer = setTimeout(() => tooLong.resolve(true), patience);
  const hangs = await Promise.race([tooLong.promise, Promise.all(world.pending.keys()).then(() => false)]);
  clearTimeout(timer);
  if (hangs)
    world.wrong.push(`hangs: after ${patience} ms there is no end of ${[...world.pending.values()].join(', ')}`);
  world.close();
  return { calls: made, wrong: world.wrong };
}

/** What callbacks and methods of the episode throw is expected; what is none of theirs is a fault. */
function reportUnexpected(world: World): void {
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error: unknown) => world.judge('uncaught', error));
}

async function runServed(mf: MediaFoundation, episode: Episode, traceFile: string | undefined): Promise<Outcome> {
  const world = new World(mf, () => undefined);
  reportUnexpected(world);
  const pointers = servedInterfaces.map((name, index) => {
    const object = world.implement(name, episode.number * 100 + index);
    return [name, mf.toPointer(object, name as never)] as const;
  });
  const served: Served = { episode, traceFile, pointers };
  const worker = new Worker(new URL(import.meta.url), { workerData: served });
  const { promise, resolve, reject } = signal<Outcome>();
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('the worker has ended without an outcome')));
  const { calls, wrong } = await promise;
  // Operations that no object of the main thread will ever complete keep it alive.
  await worker.terminate();
  world.close();
  return { calls, wrong: [...wrong, ...world.wrong] };
}

export async function runEpisode(mf: MediaFoundation, episode: Episode, traceFile?: string): Promise<Outcome> {
  mainTrace ??= new Trace(traceFile);
  mainTrace.write(episode.number, 0);
  if (episode.kind === 'served') return runServed(mf, episode, traceFile);
  const world = new World(mf, () => undefined);
  reportUnexpected(world);
  return runLines(world, episode, mainTrace);
}

/** In the worker of a served episode: calls the objects of the main thread. */
export async function callServed(): Promise<void> {
  const { episode, traceFile, pointers } = workerData as Served;
  const mf = openMediaFoundation();
  const objects = new Map(pointers);
  const world = new World(mf, (name) => mf.fromPointer(objects.get(name)!, name as never));
  reportUnexpected(world);
  const outcome = await runLines(world, episode, new Trace(traceFile));
  const port: { postMessage(message: unknown, ...more: unknown[]): void } = parentPort!;
  port.postMessage(outcome, []);
}
