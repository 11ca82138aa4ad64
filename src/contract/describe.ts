/** What came instead of what was expected, in a word or two for an error message. Never throws. */
export const describe = (value: unknown): string =>
  typeof value === 'string' ? `'${value}'` : Object(value) === value ? typeof value : String(value);
