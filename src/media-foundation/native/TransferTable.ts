import type { Address } from './addon.js';

/** So many tokens have a page: the addon expects that. */
const places = 1024;

/**
 * The memory of operations that are under way, by the token of their callback, where the addon can read it: it frees what a
 * worker leaves. It makes an address negative as it tells JavaScript that the operation is over.
 */
export class TransferTable {
  readonly #keep: (addresses: Float64Array) => void;
  readonly #pages: Float64Array[] = [];

  constructor(keep: (addresses: Float64Array) => void) {
    this.#keep = keep;
  }

  note(token: number, address: Address): void {
    const page = Math.floor(token / places);
    while (this.#pages.length <= page) this.#grow();
    this.#pages[page]![token % places] = address;
  }

  /** The memory at an address is free. The callback may have another operation by now. */
  strike(token: number, address: Address): void {
    const page = this.#pages[Math.floor(token / places)]!;
    if (Math.abs(page[token % places]!) === address) page[token % places] = 0;
  }

  #grow(): void {
    const page = new Float64Array(new ArrayBuffer(places * 8));
    this.#keep(page);
    this.#pages.push(page);
  }
}
