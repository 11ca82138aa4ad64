// `node:vm`: another realm is a frame of the page. In a worker there is none, and the test that asks for one fails.

function newRealm(/** @type {object} */ globals) {
  if (typeof document === 'undefined') throw new Error('vm is not here: a worker has no other realm');
  const frame = document.createElement('iframe');
  document.body.append(frame);
  return Object.assign(/** @type {any} */ (frame.contentWindow), globals);
}

export const createContext = (globals = {}) => newRealm(globals);
export const runInContext = (/** @type {string} */ code, /** @type {any} */ realm) => realm.eval(code);
export const runInNewContext = (/** @type {string} */ code, globals = {}) => newRealm(globals).eval(code);
