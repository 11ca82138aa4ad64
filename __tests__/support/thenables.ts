type Resolve = (value?: unknown) => void;
type Then = (resolve: Resolve, reject: (error: unknown) => void) => unknown;

/** Something that is awaited like a promise, and is none. */
// oxlint-disable-next-line unicorn/no-thenable -- to be one is its purpose
export const thenable = (then: Then): { then: Then } => ({ then });

/** A thenable that says that it is a promise. */
export const fakePromise = (then: Then): object => Object.assign(thenable(then), { [Symbol.toStringTag]: 'Promise' });

/** A native promise, which is settled, and pretends otherwise. */
export const promiseWithOwnThen = (then: Then, promise: Promise<unknown> = Promise.resolve()): Promise<unknown> =>
  // oxlint-disable-next-line unicorn/no-thenable -- as above
  Object.defineProperty(promise, 'then', { value: then });

/** A promise that starts what it stands for when it is awaited, as p-lazy does. */
export class LazyPromise extends Promise<unknown> {
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  constructor(start: () => void) {
    super(() => {});
    const { then } = Promise.prototype;
    void promiseWithOwnThen((...both) => {
      start();
      return then.apply(this, both as never);
    }, this);
  }
}

/** A value that cannot be asked whether it is a thenable. */
export const objectWithFailingThen = (error: unknown): object =>
  // oxlint-disable-next-line unicorn/no-thenable -- as above
  Object.defineProperty({}, 'then', {
    get() {
      throw error;
    },
  });
