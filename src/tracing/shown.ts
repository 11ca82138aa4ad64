import { shortened } from '../contract/arguments.js';

/** A value in a few words, for people; never throws, whatever the value is. Bytes are not copied. */
export function shown(value: unknown): string {
  try {
    return shortened(typeof value === 'object' && value !== null && !isError(value) ? kindOf(value) : String(value));
  } catch {
    return '?';
  }
}

/** Those of other realms as well: in Jest, all errors of Node are such. */
const isError = (value: object): boolean => value instanceof Error || ['Error', 'DOMException'].includes(tagOf(value));

/** `'RegExp'`, of what JavaScript writes as `[object RegExp]`. */
const tagOf = (value: object): string => Object.prototype.toString.call(value).slice('[object '.length, -1);

const kindOf = (value: object): string =>
  ArrayBuffer.isView(value) ? `${tagOf(value)}(${value.byteLength})` : tagOf(value);
