// What is compared, as source text: each candidate is evaluated on its own, so that V8 learns nothing about one of them from
// another one's calls.

/** @typedef {'inside Begin' | 'promise job' | 'setImmediate'} Completion */

/** @type {(source: string) => any} */
export const evaluate = (source) => (0, eval)(`(${source})`);

/** @type {Record<Completion, (call: string) => string>} */
const completed = {
  'inside Begin': (call) => call,
  'promise job': (call) => `queueMicrotask(() => ${call})`,
  setImmediate: (call) => `setImmediate(() => ${call})`,
};

/** @type {(count: number) => string[]} */
const names = (count) => Array.from({ length: count }, (_, index) => `a${index}`);

const RESULT = 'class Result { constructor(value) { this.value = value; } GetStatus() { return 0; } }';

/** A Begin/End pair whose operation gives its first argument back. */
/** @type {(completion: Completion, arity?: number, end?: string) => { begin: any, end: any }} */
export function pair(completion, arity = 1, end = 'return result.value;') {
  const [first = '1'] = names(arity);
  return evaluate(`() => {
    ${RESULT}
    return {
      begin(${[...names(arity), 'callback', 'state'].join(', ')}) {
        const result = new Result(${first});
        ${completed[completion]('callback.Invoke(result)')};
        return result;
      },
      end(result) { ${end} },
    };
  }`)();
}

/** The same operation as a function with a Node callback. */
/** @type {(completion: Completion) => any} */
export const nodeStyle = (completion) =>
  evaluate(`() => {
    ${RESULT}
    return function operation(a0, callback) {
      const result = new Result(a0);
      ${completed[completion]('callback(null, result.value)')};
    };
  }`)();

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
  const call = `await functions[index % functions.length](${args});`;
  return evaluate(`(functions, last) => async (count) => {
    for (let index = 0; index < count; index++) ${fails ? `try { ${call} } catch {}` : call}
  }`)(functions, last);
}

/** @type {<T>(count: number, make: () => T) => T[]} */
export const times = (count, make) => Array.from({ length: count }, make);
