/**
 * Calls with the first `count` arguments of a call. Arities are spelled out as far as Media Foundation goes, because spreading
 * costs half as much again; the usual ones stand apart, because V8 inlines small functions only.
 */
import type { Method } from './members.js';

/** `begin(...args, callback, state)` */
export function callBegin(
  begin: Method,
  self: unknown,
  args: unknown[],
  count: number,
  callback: object,
  state: unknown,
): unknown {
  switch (count) {
    case 0:
      return begin.call(self, callback, state);
    case 1:
      return begin.call(self, args[0], callback, state);
    case 2:
      return begin.call(self, args[0], args[1], callback, state);
    default:
      return callLongBegin(begin, self, args, count, callback, state);
  }
}

function callLongBegin(
  begin: Method,
  self: unknown,
  args: unknown[],
  count: number,
  callback: object,
  state: unknown,
): unknown {
  const [a, b, c, d, e, f] = args;
  switch (count) {
    case 3:
      return begin.call(self, a, b, c, callback, state);
    case 4:
      return begin.call(self, a, b, c, d, callback, state);
    case 5:
      return begin.call(self, a, b, c, d, e, callback, state);
    case 6:
      return begin.call(self, a, b, c, d, e, f, callback, state);
    default:
      return begin.call(self, ...args.slice(0, count), callback, state);
  }
}
