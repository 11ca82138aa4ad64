import { TestEnvironment } from 'jest-environment-node';

// Jest runs tests in a sandbox with its own `Error` and `Promise`, while Node's objects come from outside of it: there,
// `AbortSignal.abort().reason instanceof Error` is false, and so is `fs.promises.readFile(path) instanceof Promise`.
// In a program both are true, and the library relies on it. So the sandbox's classes accept both.
const shared = [
  Error,
  AggregateError,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
  Promise,
];

const isInstance = Function.prototype[Symbol.hasInstance];

export default class Environment extends TestEnvironment {
  /** @param {ConstructorParameters<typeof TestEnvironment>} args */
  constructor(...args) {
    super(...args);
    for (const outside of shared) {
      const inside = Reflect.get(this.global, outside.name);
      Object.defineProperty(inside, Symbol.hasInstance, {
        configurable: true,
        // Subclasses inherit this method: for them, `this` is not the class itself, and nothing changes.
        /** @param {unknown} value */
        value(value) {
          return isInstance.call(this, value) || (this === inside && isInstance.call(outside, value));
        },
      });
    }
  }
}
