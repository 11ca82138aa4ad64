// Figures, for people.
const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat('en');

/** @type {(count: number) => string} */
export const countOf = (count) => whole.format(count);

/** @type {(bytes: number) => string} */
export function sizeOf(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  const units = ['kB', 'MB', 'GB', 'TB', 'PB'];
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  return `${number.format(bytes / 1000 ** power)} ${units[power - 1]}`;
}

/** What was done with so many bytes, from now on: `98.4 MB in 0.21 s, 468 MB/s`. */
export function stopwatch() {
  const start = performance.now();
  /** @type {(bytes: number) => string} */
  return (bytes) => {
    const seconds = Math.max((performance.now() - start) / 1000, 0.001);
    return `${sizeOf(bytes)} in ${number.format(seconds)} s, ${sizeOf(Math.round(bytes / seconds))}/s`;
  };
}
