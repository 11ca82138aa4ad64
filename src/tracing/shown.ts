const MOST = 80;

/** A value in a few words, for people; never throws, whatever the value is. Bytes are not copied. */
export function shown(value: unknown): string {
  try {
    const text =
      typeof value === 'object' && value !== null && !(value instanceof Error) ? tagOf(value) : String(value);
    return text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text;
  } catch {
    return '?';
  }
}

function tagOf(value: object): string {
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return ArrayBuffer.isView(value) ? `${tag}(${value.byteLength})` : tag;
}
