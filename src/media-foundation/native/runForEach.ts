/** Runs for each, also behind one for which it throws. @throws what it has thrown first */
export function runForEach<T>(all: readonly T[], run: (one: T, index: number) => void): void {
  const errors: unknown[] = [];
  all.forEach((one, index) => {
    try {
      run(one, index);
    } catch (error) {
      errors.push(error);
    }
  });
  if (errors.length > 0) throw errors[0];
}
