// `node:vm`: another realm is a frame of the page. In a worker there is none: what code would have made in it, says so to
// whoever uses it. Not at once, for tests have such things in their tables, beside others.
/** @type {any} */
const nothing = new Proxy(
  function () {},
  new Proxy(
    {},
    {
      get: () => () => {
        throw new Error('vm is not here: a worker has no other realm');
      },
    },
  ),
);

function newRealm(/** @type {object} */ globals) {
  if (typeof document === 'undefined') return { eval: () => nothing };
  const frame = document.createElement('iframe');
  document.body.append(frame);
  return Object.assign(/** @type {any} */ (frame.contentWindow), globals);
}

export const createContext = (globals = {}) => newRealm(globals);
export const runInContext = (/** @type {string} */ code, /** @type {any} */ realm) => realm.eval(code);
export const runInNewContext = (/** @type {string} */ code, globals = {}) => newRealm(globals).eval(code);
