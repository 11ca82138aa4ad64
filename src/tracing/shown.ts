const MOST = 80;

/** A value in a few words, for people; never throws, whatever the value is. Bytes are not copied. */
export function shown(value: unknown): string {
  try {
    const text = typeof value === 'object' && value !== null && !isError(value) ? tagOf(value) : String(value);
    return text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text;
  } catch {
    return '?';
  }
}

/** Those of other realms as well: in Jest, all errors of Node are such. */
const isError = (value: object): boolean =>
  value instanceof Error || /^\[object (Error|DOMException)\]$/.test(Object.prototype.toString.call(value));

function tagOf(value: object): string {
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return ArrayBuffer.isView(value) ? `${tag}(${value.byteLength})` : tag;
}
