/**
 * Makes up episodes: lists of lines of JavaScript, each a call with what the method must not be called with, or nearly must.
 * They follow from the seed, and can be read, run again in part, and pasted as a test: see World for what the names mean.
 *
 *     native    calls objects of Media Foundation
 *     served    a worker calls objects of the main thread, one of each interface, which answer anything
 */
import { functionTable, streamOnStream } from '../../../../src/media-foundation/facts/functions.js';
import { interfaceTable } from '../../../../src/media-foundation/facts/interfaces.generated.js';
import {
  beyondUnknown,
  InterfaceCatalogue,
  isOutput,
  readInterface,
  type Method,
  type Parameter,
} from '../../../../src/media-foundation/facts/interfaces.js';
import { Chance } from './Chance.js';
import { isLeftOut, isLeftOutWith } from './leftOut.js';

export interface Episode {
  readonly seed: number;
  readonly number: number;
  readonly kind: 'native' | 'served';
  readonly lines: readonly string[];
}

const catalogue = new InterfaceCatalogue({ ...interfaceTable, [streamOnStream.name]: streamOnStream.facts });
const key = '11111111-2222-3333-4444-555555555555';

const integers = ['0', '1', '2', '3', '5', '16', '255', '256', '65535', '65536', '-1', '-2'].concat([
  '2 ** 31 - 1',
  '2 ** 31',
  '-(2 ** 31)',
  '2 ** 32 - 1',
  '2 ** 32',
  '2 ** 53',
]);
const strange = ['NaN', 'Infinity', '-0', '1.5', '-(2 ** 63)', '2 ** 64', '1e300'];
/** No bigint that could be an address: a wrong pointer is beyond what a library can know. */
const bigints = ['0n', '-1n', '2n ** 47n', '2n ** 63n', '2n ** 64n', '-(2n ** 63n)'];
const texts = ["''", "'x'", "'a:'", "'fuzz:x'", "'\\ud800'", "'\\0'", "'y'.repeat(5000)", `'${key}'`, "'no guid'"];
const others = [
  'undefined',
  'null',
  'true',
  'false',
  "Symbol('x')",
  '() => 1',
  '[]',
  '{}',
  'new Date(0)',
  'throwing()',
];
const guids = [`'${key}'`, `'${key.replace('1', '2')}'`, 'null', "'no guid'", `'{${key.toUpperCase()}}'`];
const sizes = [0, 1, 7, 64, 65, 4096];

/** What an episode begins with: objects, each as its interface, and how it is made. `o[n]` is the n-th. */
const beginning: readonly (readonly [string, string])[] = [
  ['IMFMediaType', 'mf.MFCreateMediaType()'],
  ['IMFStreamDescriptor', 'mf.MFCreateStreamDescriptor(1, 1, [o[0]])'],
  ['IMFMediaTypeHandler', 'o[1].GetMediaTypeHandler()'],
  ['IMFPresentationDescriptor', 'mf.MFCreatePresentationDescriptor(1, [o[1]])'],
  ['IMFSample', 'mf.MFCreateSample()'],
  ['IMFMediaBuffer', 'mf.MFCreateMemoryBuffer(64)'],
  ['IMFByteStream', 'file()'],
  ['IMFByteStream', 'decorate(o[6], 1)'],
  ['IMFByteStream', 'decorate(file(), 2)'],
  ['IMFByteStream', "mf.MFCreateMFByteStreamWrapper(js('IMFByteStream', 1))"],
  ['IMFAttributes', 'mf.MFCreateAttributes(3)'],
  ['IMFMediaEventQueue', 'mf.MFCreateEventQueue()'],
  ['IMFMediaEvent', `mf.MFCreateMediaEvent(5, '${key}', 0, 'value')`],
  ['IMFSourceResolver', 'mf.MFCreateSourceResolver()'],
  ['IMFAsyncResult', 'mf.MFCreateAsyncResult(null, { Invoke() {} }, null)'],
  ['IMFAsyncResult', 'mf.MFCreateAsyncResult(null, null, 5)'],
  ['IMFByteStreamOnStream', "mf.MFCreateMFByteStreamOnStream(js('IStream', 2))"],
  ['IMFSample', 'disposed(mf.MFCreateSample())'],
];

const functions = Object.values(functionTable)
  .flatMap((methods) => readInterface('', { iid: '', base: null, methods }, null).methods)
  .filter(({ name }) => !isLeftOut(name));
/** A result is made by Media Foundation, and a callback is one of the addon's: neither is an object of JavaScript's methods. */
export const servedInterfaces = Object.keys(interfaceTable).filter(
  (name) => !/^(IUnknown|IMFAsyncResult|IMFAsyncCallback)$/.test(name),
);
const implementable = Object.keys(interfaceTable).filter((name) => !/^(IUnknown|IMFAsyncResult)$/.test(name));

class Planner {
  readonly #chance: Chance;
  readonly lines: string[] = [];
  /** The interface of each `o[n]`. */
  readonly #types: string[] = [];

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  begin(objects: readonly (readonly [string, string])[]): void {
    for (const [type, made] of objects) {
      this.lines.push(`o[${this.#types.length}] = ${made}`);
      this.#types.push(type);
    }
  }

  plan(calls: number, isServed: boolean): void {
    const chance = this.#chance;
    for (let i = 0; i < calls; i += 1) {
      this.#call(isServed);
      if (chance.oneIn(80)) this.lines.push('gc()');
      if (chance.oneIn(15)) this.lines.push('await turn()');
      if (isServed) continue;
      if (chance.oneIn(50)) this.lines.push(`dispose(o[${this.#anyAt()}])`);
      if (chance.oneIn(40)) this.lines.push(`read(${chance.below(60_000)}, ${chance.below(3)})`);
    }
  }

  #anyAt(): number {
    return this.#chance.below(this.#types.length);
  }

  #call(isServed: boolean): void {
    const chance = this.#chance;
    if (!isServed && chance.oneIn(5)) {
      const method = chance.of(functions);
      this.#put(method, `mf.${method.name}`);
    } else if (chance.oneIn(12)) {
      // An object that came to a method or a callback of JavaScript: a result, a callback, a sample.
      const name = chance.of(['GetStatus', 'GetState', 'GetObject', 'SetStatus', 'Invoke', 'GetCount', 'Compare']);
      this.lines.push(`${this.#kept()}?.${name}?.(${this.#anything()})`);
    } else {
      const at = this.#anyAt();
      const methods = beyondUnknown(catalogue.get(this.#types[at]!)).filter(
        ({ name }) => !isLeftOut(name) && (isServed || !isLeftOut(`${this.#types[at]}.${name}`)),
      );
      const method = chance.of(methods);
      this.#put(method, `o[${at}].${method.name}`, this.#types[at]);
    }
  }

  #put(method: Method, target: string, type?: string): void {
    const args = this.#arguments(method).map((one) => (isLeftOutWith(`${type}.${method.name}`, one) ? '1' : one));
    const call = `${target}(${args.join(', ')})`;
    const made = method.parameters.find((one) => one.direction === 'out' && one.kind === 'interface');
    if (!made || !catalogue.has(made.interface!) || made.interface === 'IUnknown') {
      this.lines.push(call);
      return;
    }
    this.lines.push(`o[${this.#types.length}] = ${call}`);
    this.#types.push(made.interface!);
  }

  #arguments(method: Method): string[] {
    const chance = this.#chance;
    const inputs = method.parameters.filter((one) => !isOutput(one));
    const args = inputs.map((one) => this.#value(one));
    // A count that fits, so that what comes behind the check has its turn as well.
    inputs.forEach(({ kind, by, unit = 1 }, index) => {
      const countAt = inputs.findIndex((one) => one.name === by);
      const size = /^bytes\((\d+)\)$/.exec(args[index]!)?.[1];
      if (kind === 'bytes' && size !== undefined && !chance.oneIn(3)) {
        args[countAt] = String(Math.floor(Number(size) / unit));
      }
    });
    if (chance.oneIn(12)) args.pop();
    if (chance.oneIn(12)) args.push('null');
    return args;
  }

  #kept(): string {
    return `kept(${this.#chance.below(60)})`;
  }

  #object(): string {
    return this.#chance.oneIn(4) ? this.#kept() : `o[${this.#anyAt()}]`;
  }

  #anything(): string {
    const all = [integers, strange, bigints, texts, others, [this.#object(), this.#object()], [this.#implemented()]];
    return this.#chance.of(this.#chance.of(all));
  }

  #implemented(type?: string): string {
    return `js('${type ?? this.#chance.of(implementable)}', ${this.#chance.below(1000)})`;
  }

  #callback(): string {
    return `callback(${this.#chance.below(6)}, o[${this.#anyAt()}])`;
  }

  /** Often what a parameter takes, or nearly. */
  #value({ name, kind, interface: type }: Parameter): string {
    const chance = this.#chance;
    // 2 GiB of zeros are no fault, and take a machine its time.
    if (name === 'cbMaxLength') return chance.of(['0', '1', '65536', '-1', '2 ** 32', 'NaN', '1n', 'null']);
    if (chance.oneIn(6)) return this.#anything();
    switch (kind) {
      case 'string':
      case 'bstr':
        return chance.of(texts);
      case 'guid':
        return chance.of(guids);
      case 'bytes':
      case 'blob':
        return `bytes(${chance.of(sizes)})`;
      case 'pointer':
        // What native code reads and writes there the table does not say: enough for all.
        return chance.oneIn(3) ? 'null' : 'bytes(4097)';
      case 'propvariant':
        return chance.of([...integers, ...bigints, ...texts, 'null', 'true', 'bytes(9)', this.#object()]);
      case 'interface':
      case 'object':
        return this.#interface(type);
      case 'f32':
      case 'f64':
        return chance.of([...strange, ...integers]);
      case 'u64':
      case 'i64':
        return chance.of([...bigints, ...integers]);
      case 'bool':
        return chance.of(['true', 'false']);
      default:
        return chance.of(integers);
    }
  }

  #interface(type: string | undefined): string {
    const chance = this.#chance;
    if (type === 'IMFAsyncCallback') return chance.oneIn(4) ? this.#object() : this.#callback();
    if (type === 'IMFAsyncResult') return chance.oneIn(2) ? this.#kept() : chance.of(['result()', this.#object()]);
    if (chance.oneIn(3) && type !== undefined && implementable.includes(type)) return this.#implemented(type);
    // Of the right interface, where there is one.
    const right = this.#types.flatMap((one, at) => (one === type ? [at] : []));
    return right.length > 0 && !chance.oneIn(3) ? `o[${chance.of(right)}]` : this.#object();
  }
}

/** The episode of a seed and a number. */
export function planEpisode(seed: number, number: number, calls: number): Episode {
  const kind = number % 3 === 2 ? 'served' : 'native';
  const planner = new Planner(new Chance(Math.imul(seed, 0x9e37_79b1) + number));
  const served = servedInterfaces.map((name) => [name, `served('${name}')`] as const);
  planner.begin(kind === 'served' ? served : beginning);
  planner.plan(calls, kind === 'served');
  return { seed, number, kind, lines: planner.lines };
}
