// What each worker is doing: on a terminal one line for each, which changes; elsewhere a line for each job that a worker
// has finished.
/** @typedef {{ worker: number, step: number, of: number }} Step */

export class WorkerLines {
  #stream;
  /** What each worker does, by its process. @type {Map<number, string>} */
  #lines = new Map();
  #drawn = 0;

  /** @param {NodeJS.WriteStream} stream */
  constructor(stream) {
    this.#stream = stream;
  }

  /** @type {(id: string, progress: unknown) => void} */
  show = (id, progress) => {
    const { worker, step, of } = /** @type {Step} */ (progress);
    const done = '█'.repeat(step).padEnd(of, '░');
    const line = `   worker ${worker}  ${id.padEnd(10)}${done}`;
    if (this.#stream.isTTY) this.#draw(worker, line);
    else if (step === of) this.#stream.write(`${line}\n`);
  };

  /** Leaves what is shown as it is; what comes next begins below. */
  leave() {
    this.#lines.clear();
    this.#drawn = 0;
  }

  /** @param {number} worker @param {string} line */
  #draw(worker, line) {
    this.#lines.set(worker, line);
    // A line that wraps would be two, and the cursor would not come back to the first.
    const width = Math.max((this.#stream.columns || 80) - 1, 1);
    const up = this.#drawn > 0 ? `\u001B[${this.#drawn}A` : '';
    const lines = Array.from(this.#lines.values(), (one) => `\r\u001B[2K${one.slice(0, width)}\n`);
    this.#stream.write(up + lines.join(''));
    this.#drawn = lines.length;
  }
}
