/**
 * `begin-end/media-foundation/all`: every interface of Media Foundation, and the functions of mfplat.dll, mf.dll and
 * mfreadwrite.dll. They cost nothing until {@link addAll} is called, and little then: what belongs to an interface or a function
 * is made when it is first used.
 *
 * @module begin-end/media-foundation/all
 */
import { markKeeper } from '../contract/dispatch.js';
import { readAllFunctions, readAllInterfaces } from './facts/all.js';
import type { AddedInterface } from './facts/AddedInterface.js';
import type { AllFunctions, AllInterfaces } from './facts/all.generated.js';
import { readMethod } from './facts/interfaces.js';
import type { TableFunctions } from './facts/functions.js';
import type { MediaFoundation } from './MediaFoundation.js';
import { nativeFunction } from './mediaFoundationFunctions.js';
import { valuesOf } from './valuesOf.js';

export type { AllFunctions, AllInterfaces } from './facts/all.generated.js';
export type * from './facts/all.generated.js';

/** What {@link addAll} gives. */
export interface AllOfMediaFoundation extends MediaFoundation, AllFunctions {
  /**
   * The names of the interfaces that the table lacked. Where a name is expected, they tell TypeScript what methods an object of the
   * interface has, as what `addInterface` returns does.
   */
  readonly interfaces: { readonly [Name in keyof AllInterfaces]: AddedInterface<Name, AllInterfaces[Name]> };
}

const known = new WeakMap<MediaFoundation, AllOfMediaFoundation>();

/**
 * Adds all interfaces of Media Foundation to the table, and gives an object that has its functions as well.
 *
 * Not needed for what `MediaFoundation` has itself: the interfaces with Begin/End pairs, sessions, readers, writers.
 *
 * @param mf what `openMediaFoundation` has given; it knows the interfaces too, from now on. An interface that was added by
 * `addInterface` before stays as it is
 * @returns the same object at each call
 * @throws TypeError for another object
 *
 * @example
 * const mf = addAll(openMediaFoundation());
 * mf.MFStartup(MF_VERSION);
 * using clock = mf.MFCreatePresentationClock();
 * using control = clock.QueryInterface(mf.interfaces.IMFRateControl);
 * await control.SetRate(false, 0.5);
 *
 * @see https://learn.microsoft.com/windows/win32/medfound/media-foundation-programming-reference
 */
export function addAll(mf: MediaFoundation): AllOfMediaFoundation {
  const before = known.get(mf);
  if (before !== undefined) return before;
  const values = valuesOf(mf);
  const { catalogue } = values.runtime;
  const interfaces: Record<string, string> = {};
  for (const [name, facts, first] of readAllInterfaces()) {
    if (!catalogue.has(name)) catalogue.add(name, facts, first);
    interfaces[name] = name;
  }
  const functions: TableFunctions = {};
  for (const { dll, name, lines } of readAllFunctions()) {
    functions[name] = nativeFunction(values, dll, name, () => readMethod(name, 0, lines()));
  }
  const members: object = { ...mf, ...functions, interfaces: Object.freeze(interfaces) };
  const all = markKeeper(Object.freeze(members) as AllOfMediaFoundation);
  known.set(mf, all).set(all, all);
  return all;
}
