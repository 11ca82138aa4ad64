/** V8 is told in steps of so many bytes: to tell it costs more than most objects. */
const step = 1 << 20;

/**
 * How much native memory objects of JavaScript keep alive. V8 sees a small object in each, and collects those that are
 * forgotten the earlier the more it is told.
 */
export class KeptMemory {
  readonly #tell: (change: number) => void;
  #untold = 0;

  constructor(tell: (change: number) => void) {
    this.#tell = tell;
  }

  add(change: number): void {
    this.#untold += change;
    if (Math.abs(this.#untold) < step) return;
    this.#tell(this.#untold);
    this.#untold = 0;
  }
}
