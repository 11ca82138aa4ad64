type Resolve = (value?: unknown) => void;
type Then = (resolve: Resolve, reject: (error: unknown) => void) => unknown;

/** Something that is awaited like a promise, and is none. */
// oxlint-disable-next-line unicorn/no-thenable -- to be one is its purpose
export const thenable = (then: Then): { then: Then } => ({ then });

/** A native promise, which is settled, and pretends otherwise. */
export const promiseWithOwnThen = (then: Then): Promise<void> =>
  // oxlint-disable-next-line unicorn/no-thenable -- as above
  Object.defineProperty(Promise.resolve(), 'then', { value: then });

/** A value that cannot be asked whether it is a thenable. */
export const objectWithFailingThen = (error: unknown): object =>
  // oxlint-disable-next-line unicorn/no-thenable -- as above
  Object.defineProperty({}, 'then', {
    get() {
      throw error;
    },
  });
