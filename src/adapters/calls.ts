/**
 * Calls with the arguments of a call, spelled out for the arities that Media Foundation has, because spreading costs half
 * as much again.
 */
import type { Method } from './members.js';

/** `begin(...args, callback, state)`, with the first `count` arguments. */
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
    case 3:
      return begin.call(self, args[0], args[1], args[2], callback, state);
    case 4:
      return begin.call(self, args[0], args[1], args[2], args[3], callback, state);
    case 5:
      return begin.call(self, args[0], args[1], args[2], args[3], args[4], callback, state);
    case 6:
      return begin.call(self, args[0], args[1], args[2], args[3], args[4], args[5], callback, state);
    default:
      return begin.call(self, ...args.slice(0, count), callback, state);
  }
}

/** `fn(...args)`, with the first `count` arguments. */
export function callFunction(fn: Method, self: unknown, args: unknown[], count: number): unknown {
  switch (count) {
    case 0:
      return fn.call(self);
    case 1:
      return fn.call(self, args[0]);
    case 2:
      return fn.call(self, args[0], args[1]);
    case 3:
      return fn.call(self, args[0], args[1], args[2]);
    case 4:
      return fn.call(self, args[0], args[1], args[2], args[3]);
    case 5:
      return fn.call(self, args[0], args[1], args[2], args[3], args[4]);
    case 6:
      return fn.call(self, args[0], args[1], args[2], args[3], args[4], args[5]);
    default:
      return fn.call(self, ...args.slice(0, count));
  }
}
