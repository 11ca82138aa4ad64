/**
 * The first of its elements, by an order of its own, is at hand; an element is put or taken out in a time that grows with the
 * logarithm of their number. Each carries its place, so that any can be taken out. An element is in one heap at a time.
 *
 * Elements that are equal by the order leave in any order: where that matters, the order has to tell them apart.
 */
export class Heap<T extends { index: number }> {
  readonly #elements: T[] = [];
  readonly #isBefore: (element: T, other: T) => boolean;

  constructor(isBefore: (element: T, other: T) => boolean) {
    this.#isBefore = isBefore;
  }

  get first(): T | undefined {
    return this.#elements[0];
  }

  push(element: T): void {
    element.index = this.#elements.push(element) - 1;
    this.#up(element);
  }

  /** @param element one that is in this heap */
  remove(element: T): void {
    const last = this.#elements.pop() as T;
    if (last === element) return;
    this.#place(last, element.index);
    this.#up(last);
    this.#down(last);
  }

  #place(element: T, index: number): void {
    this.#elements[index] = element;
    element.index = index;
  }

  #up(element: T): void {
    while (element.index > 0) {
      const hole = element.index;
      const parent = this.#elements[(hole - 1) >>> 1] as T;
      if (!this.#isBefore(element, parent)) return;
      this.#place(element, parent.index);
      this.#place(parent, hole);
    }
  }

  #down(element: T): void {
    for (;;) {
      const hole = element.index;
      const left = this.#elements[2 * hole + 1];
      if (left === undefined) return;
      const right = this.#elements[2 * hole + 2];
      const child = right !== undefined && this.#isBefore(right, left) ? right : left;
      if (!this.#isBefore(child, element)) return;
      this.#place(element, child.index);
      this.#place(child, hole);
    }
  }
}
