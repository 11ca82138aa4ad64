import type { Address } from './addon.js';

/** So many places are added at a time. */
const places = 1024;

/**
 * The references that JavaScript holds, where the addon can read them: it releases them when a worker has ended, with all
 * its objects and none of their finalizers run.
 */
export class Ledger {
  readonly #keep: (addresses: Float64Array) => void;
  readonly #pages: Float64Array[] = [];
  readonly #free: number[] = [];

  constructor(keep: (addresses: Float64Array) => void) {
    this.#keep = keep;
  }

  /** Notes a reference. Returns its place, to be given back with the reference. */
  note(address: Address): number {
    const place = this.#free.pop() ?? this.#grow();
    this.#pages[Math.floor(place / places)]![place % places] = address;
    return place;
  }

  strike(place: number): void {
    this.#pages[Math.floor(place / places)]![place % places] = 0;
    this.#free.push(place);
  }

  #grow(): number {
    const page = new Float64Array(new ArrayBuffer(places * 8));
    this.#keep(page);
    const first = this.#pages.push(page) * places - places;
    for (let place = first + places - 1; place > first; place -= 1) this.#free.push(place);
    return first;
  }
}
