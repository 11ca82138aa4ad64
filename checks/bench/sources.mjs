// What is compared, as source text: each candidate is evaluated on its own, so that V8 learns nothing about one of them from
// another one's calls.

/** @typedef {'inside Begin' | 'promise job' | 'setImmediate'} Completion */

let evaluations = 0;

/**
 * Each time with a comment of its own: V8 gives the third and later evaluations of one text the same feedback, and so
 * would let candidates learn from each other after all.
 *
 * @type {(source: string) => any}
 */
export const evaluate = (source) => (0, eval)(`/* ${++evaluations} */ (${source})`);

/** @type {Record<Completion, (call: string) => string>} */
const completed = {
  'inside Begin': (call) => call,
  'promise job': (call) => `queueMicrotask(() => ${call})`,
  setImmediate: (call) => `setImmediate(() => ${call})`,
};

/** @type {(count: number) => string[]} */
const names = (count) => Array.from({ length: count }, (_, index) => `a${index}`);

/** The class of the results of one platform. */
export const resultClass = () =>
  evaluate('class Result { constructor(value) { this.value = value; } GetStatus() { return 0; } }');

/** A Begin/End pair whose operation gives its first argument back. */
/** @type {(completion: Completion, options?: { arity?: number, end?: string, Result?: any }) => { begin: any, end: any }} */
export function pair(completion, { arity = 1, end = 'return result.value;', Result = resultClass() } = {}) {
  const [first = '1'] = names(arity);
  return evaluate(`(Result) => {
    return {
      begin(${[...names(arity), 'callback', 'state'].join(', ')}) {
        const result = new Result(${first});
        ${completed[completion]('callback.Invoke(result)')};
        return result;
      },
      end(result) { ${end} },
    };
  }`)(Result);
}

/** The same operation as a function with a Node callback. */
/** @type {(completion: Completion, Result?: any) => any} */
export const nodeStyle = (completion, Result = resultClass()) =>
  evaluate(`(Result) => {
    return function operation(a0, callback) {
      const result = new Result(a0);
      ${completed[completion]('callback(null, result.value)')};
    };
  }`)(Result);

/** What people write by hand: no cancelling, no status, no protection from a second Invoke. */
/** @type {(pair: { begin: any, end: any }, arity?: number) => any} */
export const handWritten = ({ begin, end }, arity = 1) =>
  evaluate(`(begin, end) => function (${names(arity).join(', ')}) {
    return new Promise((resolve, reject) => begin(${[...names(arity), ''].join(', ')}{
      Invoke(result) { try { resolve(end(result)); } catch (error) { reject(error); } },
    }, null));
  }`)(begin, end);

/** One operation after the other, by turns through each of the functions. */
/** @type {(functions: any[], options?: { arity?: number, last?: unknown, fails?: boolean }) => (count: number) => Promise<void>} */
export function oneByOne(functions, { arity = 1, last, fails = false } = {}) {
  const args = [...Array.from({ length: arity }, () => 'index'), ...(last === undefined ? [] : ['last'])].join(', ');
  // Called bare: `functions[index](…)` would make the array their `this`.
  const call = `await operation(${args});`;
  return evaluate(`(functions, last) => async (count) => {
    for (let index = 0; index < count; index++) {
      const operation = functions[index % functions.length];
      ${fails ? `try { ${call} } catch {}` : call}
    }
  }`)(functions, last);
}

/** @type {<T>(count: number, make: () => T) => T[]} */
export const times = (count, make) => Array.from({ length: count }, make);
