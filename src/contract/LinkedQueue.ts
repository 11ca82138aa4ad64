/**
 * First in, first out. The elements carry the links themselves: there is no array to grow, shift or shrink, and a long
 * queue leaves no memory behind. An element is in one queue at a time.
 */
export class LinkedQueue<T extends { next: T | undefined }> {
  #first: T | undefined = undefined;
  #last: T | undefined = undefined;

  get isEmpty(): boolean {
    return this.#first === undefined;
  }

  /** The next one to leave. */
  get first(): T | undefined {
    return this.#first;
  }

  push(element: T): void {
    if (this.#last === undefined) this.#first = element;
    else this.#last.next = element;
    this.#last = element;
  }

  shift(): T | undefined {
    const element = this.#first;
    if (element === undefined) return undefined;
    this.#first = element.next;
    if (this.#first === undefined) this.#last = undefined;
    // An element that is kept elsewhere must not keep all elements that came after it.
    element.next = undefined;
    return element;
  }
}
