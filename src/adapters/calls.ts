import type { Method } from './members.js';

/**
 * `begin(...args, callback, state)` with more than two arguments. Spelled out as far as Media Foundation goes, because spreading
 * costs half as much again; apart from the usual arities, because V8 inlines only so much.
 */
export function callLongBegin(
  begin: Method,
  self: unknown,
  args: unknown[],
  callback: object,
  state: unknown,
): unknown {
  const [a, b, c, d, e, f] = args;
  switch (args.length) {
    case 3:
      return begin.call(self, a, b, c, callback, state);
    case 4:
      return begin.call(self, a, b, c, d, callback, state);
    case 5:
      return begin.call(self, a, b, c, d, e, callback, state);
    case 6:
      return begin.call(self, a, b, c, d, e, f, callback, state);
    default:
      return begin.call(self, ...args, callback, state);
  }
}

/** `fn(...args)` with the first `count` of the arguments. A bare call, where it will do, is cheaper. */
export function callShort(fn: Method, self: unknown, args: unknown[], count: number): unknown {
  if (self === undefined) {
    switch (count) {
      case 0:
        return fn();
      case 1:
        return fn(args[0]);
      case 2:
        return fn(args[0], args[1]);
    }
  }
  return fn.apply(self, args.slice(0, count));
}
