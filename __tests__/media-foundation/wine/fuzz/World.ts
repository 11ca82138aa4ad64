/** What the lines of an episode mean: see plan.ts. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { HResultError, MFCreateAsyncResult } from 'begin-end';
import type { IMFByteStream, MediaFoundation } from 'begin-end/media-foundation';
import { interfaceTable } from '../../../../src/media-foundation/facts/interfaces.generated.js';
import {
  beyondUnknown,
  InterfaceCatalogue,
  isOutput,
  outputNames,
  type Method,
  type Parameter,
} from '../../../../src/media-foundation/facts/interfaces.js';
import { Chance } from './Chance.js';

export type Functions = Record<string, (...args: unknown[]) => unknown>;

const { gc } = globalThis as { gc?: () => void };
const catalogue = new InterfaceCatalogue(interfaceTable);
const key = '11111111-2222-3333-4444-555555555555';
const content = new Uint8Array(Uint32Array.from({ length: 16_384 }, (_, at) => at * 2_654_435_761).buffer);
const path = join(tmpdir(), `fuzz-${process.pid}.bin`);
// The worker of a served episode finds the file there, perhaps open.
if (isMainThread) writeFileSync(path, content);
/** What JavaScript's buffers have locked. */
const lockedSize = 4096;
const mostKept = 60;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isDisposable = (value: unknown): value is Disposable => isObject(value) && Symbol.dispose in value;

export class World {
  readonly #mf: MediaFoundation;
  readonly #getServed: (name: string) => unknown;
  readonly o: unknown[] = [];
  readonly #kept: unknown[] = [];
  readonly #own: Disposable[] = [];
  /** What is awaited, and the line that began it. */
  readonly pending = new Map<Promise<unknown>, string>();
  readonly wrong: string[] = [];
  readonly #locked: bigint;
  readonly #control;

  /** @param getServed the object of the main thread with an interface */
  constructor(mf: MediaFoundation, getServed: (name: string) => unknown) {
    this.#mf = mf;
    this.#getServed = getServed;
    const buffer = mf.MFCreateMemoryBuffer(lockedSize);
    this.#locked = buffer.Lock().buffer;
    this.#control = mf.MFCreateAttributes(1);
    this.#control.SetBlob(key, content.subarray(0, 500), 500);
    this.#own.push(buffer, this.#control);
  }

  /** The functions of the lines: one for each, to be called in their order. */
  compile(lines: readonly string[]): readonly (() => unknown)[] {
    const names = this.#names();
    const body = `return [${lines.map((line) => `() => (${line.replace(/^await /, '')})`).join(',\n')}]`;
    // oxlint-disable-next-line typescript/no-implied-eval -- the lines are the fuzzer's own
    return new Function(...Object.keys(names), body)(...Object.values(names)) as (() => unknown)[];
  }

  #names(): Record<string, unknown> {
    const mf = this.#mf;
    return {
      mf,
      o: this.o,
      gc: () => gc?.(),
      turn: () => new Promise((resolve) => setImmediate(resolve)),
      bytes: (size: number) => new Uint8Array(size).fill(0xee),
      kept: (at: number) => this.#kept[at % this.#kept.length],
      result: () => MFCreateAsyncResult(null, null, null),
      throwing: () => ({
        get Invoke(): never {
          throw new Error('fuzz: a getter that throws');
        },
      }),
      file: () => this.#file(),
      decorate: (stream: IMFByteStream, levels: number) => this.#decorate(stream, levels, (one) => this.#keep(one)),
      js: (name: string, seed: number) => this.implement(name, seed),
      served: (name: string) => this.#getServed(name),
      callback: (sort: number, target: unknown) => this.#callback(sort, target),
      disposed: (one: Disposable) => (one[Symbol.dispose](), one),
      dispose: (one: unknown) => isDisposable(one) && one[Symbol.dispose](),
      read: (position: number, levels: number) =>
        this.#await(`read(${position}, ${levels})`, this.#readsRightly(position, levels)),
    };
  }

  #file(): IMFByteStream {
    return this.#mf.MFCreateFile(1, 0, 0, path);
  }

  /** Takes what a line has given, or thrown: a fault is an error that says what is wrong. */
  run(line: string, call: () => unknown): void {
    const at = /^o\[(\d+)\] = /.exec(line)?.[1];
    const put = (value: unknown): void => {
      if (at !== undefined) this.o[Number(at)] = value;
      else this.#keepAll(value);
    };
    try {
      const value = call();
      if (value instanceof Promise) {
        put(undefined);
        const settled = value.then(put, (error: unknown) => this.judge(line, error));
        if (!this.#waitsForJavaScript(line)) this.#await(line, settled);
      } else put(value);
    } catch (error) {
      this.judge(line, error);
    }
  }

  /**
   * What may be without end, since objects and callbacks here do anything or nothing: a stream over an IStream does one thing at a
   * time, and waits for an End; a source reader waits until its source says that it has been positioned, or has a sample.
   */
  #waitsForJavaScript(line: string): boolean {
    const [, at, method] = /^(?:o\[\d+\] = )?o\[(\d+)\]\.(\w+)/.exec(line) ?? [];
    const name: string | undefined = at === undefined ? undefined : Object(this.o[Number(at)]).constructor.name;
    if (name === 'IMFSourceReader') return method === 'SetCurrentPosition' || method === 'ReadSample';
    return name === 'IMFByteStreamOnStream';
  }

  #await(line: string, promise: Promise<unknown>): void {
    this.pending.set(promise, line);
    void promise.finally(() => this.pending.delete(promise));
  }

  /** A fault of the library: what was thrown is no error that says what is wrong. */
  judge(line: string, error: unknown): void {
    if (error instanceof HResultError) return;
    if (error instanceof Error && error.message.startsWith('fuzz: ')) return;
    const isNamed = error instanceof TypeError || error instanceof RangeError || error instanceof DOMException;
    // What V8 says of a fault in the library itself; in the line it is that of an object that was not made.
    const isInside =
      error instanceof Error && /\n +at (?!eval)[^\n]*dist/.test(error.stack?.split('\n', 2).join('\n') ?? '');
    const isUnexplained = isInside && /^Cannot |is not (iterable|a (function|constructor))/.test(error.message);
    if (!isNamed || isUnexplained) {
      this.wrong.push(`${line}: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }

  #keep(object: unknown): void {
    if (this.#kept.length < mostKept) this.#kept.push(object);
    else this.#kept[this.#keptAt++ % mostKept] = object;
  }
  #keptAt = 0;

  #keepAll(value: unknown): void {
    if (!isObject(value)) return;
    for (const one of isDisposable(value) ? [value] : Object.values(value)) if (isDisposable(one)) this.#keep(one);
  }

  /** An object of JavaScript with methods of an interface, which answer anything that the seed says. */
  implement(name: string, seed: number): Functions {
    const chance = new Chance(seed);
    if (name === 'IMFMediaBuffer') return this.#buffer();
    const methods = beyondUnknown(catalogue.get(name)).filter((_, index) => index === 0 || !chance.oneIn(6));
    return Object.fromEntries(
      methods.map((method) => [method.name, (...args: unknown[]) => this.#answer(chance, method, args)]),
    );
  }

  /** Native code reads and writes what Lock gives: a wrong pointer would be JavaScript's own fault. */
  #buffer(): Functions {
    return {
      Lock: () => ({ buffer: this.#locked, maxLength: lockedSize, currentLength: 100 }),
      Unlock: () => undefined,
      GetCurrentLength: () => 100,
      GetMaxLength: () => lockedSize,
    };
  }

  #answer(chance: Chance, { parameters }: Method, args: readonly unknown[]): unknown {
    for (const one of args) {
      if (isDisposable(one) && chance.oneIn(4)) this.#keep(one);
      if (one instanceof Uint8Array) one.fill(1);
    }
    if (chance.oneIn(8)) throw new Error('fuzz: a method that throws');
    // What is not written there, native code reads all the same: only a failure is no fault of JavaScript's own.
    if (parameters.some(({ kind }) => kind === 'pointer')) throw new Error('fuzz: a method that throws');
    const outputs = parameters.filter(isOutput);
    if (outputs.length === 0) return chance.of<unknown>([undefined, 0, 1, -1, 2 ** 32, 'x', true, 5n, NaN, {}]);
    const names = outputNames(outputs);
    const values = outputs.map((one) => this.#output(chance, one));
    if (outputs.length === 1) return values[0];
    return chance.oneIn(8) ? null : Object.fromEntries(names.map((one, index) => [one, values[index]]));
  }

  #output(chance: Chance, { name, kind, interface: type }: Parameter): unknown {
    // Native code that counts to 2 ** 32 takes as long as it takes.
    if (/count|^pc[A-Z]|Elements|Nodes|puts$/i.test(name)) return chance.below(4);
    if (chance.oneIn(5))
      return chance.of<unknown>([undefined, null, 1, -1, 2 ** 40, 'x', true, 5n, NaN, {}, Symbol('x')]);
    switch (kind) {
      case 'interface':
      case 'object': {
        const made =
          type === undefined || !catalogue.has(type) || /Unknown|AsyncResult/.test(type) ? 'IMFSample' : type;
        return chance.of<unknown>([null, this.#kept[chance.below(mostKept)], this.implement(made, chance.below(1000))]);
      }
      case 'string':
        return 'fuzz';
      case 'guid':
        return key;
      case 'u64':
      case 'i64':
        return BigInt(chance.below(100_000));
      default:
        return chance.below(100_000);
    }
  }

  /** A stream of JavaScript that hands everything on: callbacks of native code, too, which it shows first. */
  #decorate(inner: IMFByteStream, levels: number, show: (callback: unknown) => void): IMFByteStream {
    if (levels === 0) return inner;
    const below = this.#decorate(inner, levels - 1, show) as IMFByteStream & Functions;
    const stream: Functions = {
      GetCapabilities: () => below.GetCapabilities(),
      GetLength: () => below.GetLength(),
      EndRead: (result) => below.EndRead(result as never),
      SetCurrentPosition: (position) => below.SetCurrentPosition(position as bigint),
      Read: (bytes, count) => below.Read(bytes as Uint8Array, count as number),
    };
    stream['BeginRead'] = (...args) => {
      show(args[2]);
      return (below.BeginRead as Functions[string]).apply(below, args);
    };
    const wrapped = this.#mf.MFCreateMFByteStreamWrapper(stream);
    this.#own.push(wrapped);
    return wrapped;
  }

  #callback(sort: number, target: unknown): unknown {
    const ends = ['EndRead', 'EndGetEvent', 'EndWrite', 'EndCreateObjectFromURL'];
    const Invoke = (result: unknown): void => {
      this.#keep(result);
      if (sort === 0) throw new Error('fuzz: an Invoke that throws');
      if (sort === 1) gc?.();
      if (sort === 2) return;
      for (const name of ends) {
        const end = isObject(target) ? (target as Functions)[name] : undefined;
        if (typeof end === 'function') this.run(`${name}(result)`, () => end.call(target, result));
      }
    };
    return sort === 5 ? { Invoke, GetParameters: () => ({ flags: 1, queue: 1 }) } : { Invoke };
  }

  /**
   * A read that nothing else disturbs: it must read what is there. The callbacks of native code are kept behind it: invoked on
   * their own before, they end it too early.
   */
  async #readsRightly(position: number, levels: number): Promise<void> {
    const callbacks: unknown[] = [];
    const stream = this.#decorate(this.#file(), levels, (one) => callbacks.push(one));
    this.#own.push(stream);
    const bytes = new Uint8Array(1000).fill(0xee);
    stream.SetCurrentPosition(BigInt(position));
    try {
      const count = await new Promise<number>((resolve, reject) => {
        const Invoke = (result: unknown): void => {
          try {
            resolve(stream.EndRead(result as never));
          } catch (error) {
            reject(error);
          }
        };
        stream.BeginRead(bytes, 900, { Invoke }, null);
      });
      const isRight =
        count === 900 && Buffer.compare(bytes.subarray(0, 900), content.subarray(position, position + 900)) === 0;
      if (!isRight || bytes[900] !== 0xee) this.wrong.push(`wrong bytes: ${count} read at ${position}, ${levels} deep`);
    } catch (error) {
      this.wrong.push(`a good read at ${position}, ${levels} deep, failed: ${String(error)}`);
    }
    for (const one of callbacks) this.#keep(one);
  }

  /** The episode is over: what it has stored is still there, and goes. */
  close(): void {
    const { buf } = this.#control.GetAllocatedBlob(key);
    if (Buffer.compare(buf, content.subarray(0, 500)) !== 0) this.wrong.push('wrong bytes: in a store of attributes');
    for (const one of [...this.o, ...this.#kept, ...this.#own]) if (isDisposable(one)) one[Symbol.dispose]();
  }
}
