// What stands in for `@jest/globals` in an engine that Jest does not run in: `describe`, `test`, the hooks and `jest`, as far
// as the tests of this repository use them. What a test expects is judged by Jest's own `expect` and `jest-mock`.
import { expect } from 'expect';
import { ModuleMocker } from 'jest-mock';

import { loading } from './outcome.mjs';

export { expect };

/**
 * @typedef {() => unknown} Action
 * @typedef {{ name: string, action: Action | undefined, timeout: number }} Test one without an action is skipped
 * @typedef {{ name: string, parts: (Block | Test)[], hooks: Record<'beforeAll' | 'afterAll' | 'beforeEach' | 'afterEach', Action[]>, skipped: boolean }} Block
 * @typedef {import('./outcome.mjs').Outcome} Outcome
 */

// A test may replace these while it runs.
const { setTimeout, clearTimeout } = globalThis;

const usualTimeout = 10_000;

// As Jest does where an engine lacks them, and as a polyfill does: tests and sources are written for both.
for (const name of ['dispose', 'asyncDispose']) {
  if (!(name in Symbol))
    Object.defineProperty(Symbol, name, { value: Symbol(`Symbol.${name}`), writable: true, configurable: true });
}

/** @type {(name: string, skipped?: boolean) => Block} */
const newBlock = (name, skipped = false) => ({
  name,
  parts: [],
  hooks: { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] },
  skipped,
});

/** The block that is being described. */
let open = newBlock('');

/** @type {(name: string, body: () => void, skipped?: boolean) => void} */
function addBlock(name, body, skipped = open.skipped) {
  const outer = open;
  const block = newBlock(name, skipped);
  outer.parts.push(block);
  open = block;
  try {
    body();
  } finally {
    open = outer;
  }
}

/** @type {(name: string, action?: Action, timeout?: number) => void} */
function addTest(name, action, timeout = usualTimeout) {
  open.parts.push({ name, action: open.skipped ? undefined : action, timeout });
}

/** One block or test for each row, whose values stand in its name. @param {(name: string, ...rest: any[]) => void} add */
const forEachRow =
  (add) =>
  (/** @type {readonly unknown[]} */ rows) =>
  (/** @type {string} */ name, /** @type {(...values: unknown[]) => unknown} */ body, /** @type {any[]} */ ...rest) => {
    for (const [index, row] of rows.entries()) {
      const values = Array.isArray(row) ? row : [row];
      add(nameOf(name, values, index), () => body(...values), ...rest);
    }
  };

/** `%s`, `%p` and the like take the next value; `$key` is a property of the first one. */
export function nameOf(
  /** @type {string} */ name,
  /** @type {readonly unknown[]} */ values,
  /** @type {number} */ index,
) {
  const [first] = values;
  let next = 0;
  return name
    .replaceAll(/%([a-z#%])/g, (_, kind) => (kind === '%' ? '%' : kind === '#' ? `${index}` : say(values[next++])))
    .replaceAll(/\$([a-z]\w*)/gi, (text, key) =>
      typeof first === 'object' && first !== null && key in first ? say(Reflect.get(first, key)) : text,
    );
}

function say(/** @type {unknown} */ value) {
  if (typeof value === 'function') return value.name;
  if (typeof value !== 'object') return Reflect.apply(String, undefined, [value]);
  try {
    return value instanceof Error ? value.toString() : JSON.stringify(value);
  } catch {
    return 'an object';
  }
}

export const describe = Object.assign(addBlock, {
  each: forEachRow(addBlock),
  skip: (/** @type {string} */ name, /** @type {() => void} */ body) => addBlock(name, body, true),
});
export const test = Object.assign(addTest, {
  each: forEachRow(addTest),
  skip: (/** @type {string} */ name) => addTest(name),
});

const addHook = (/** @type {keyof Block['hooks']} */ kind) => (/** @type {Action} */ action) =>
  void open.hooks[kind].push(action);
export const beforeAll = addHook('beforeAll');
export const afterAll = addHook('afterAll');
export const beforeEach = addHook('beforeEach');
export const afterEach = addHook('afterEach');

const mocker = new ModuleMocker(globalThis);
/** @type {typeof import('@sinonjs/fake-timers')} */
let fakeTimers;
/** @type {ReturnType<typeof fakeTimers.install> | undefined} */
let clock;
const needClock = () => {
  if (clock === undefined) throw new Error('jest.useFakeTimers was not called');
  return clock;
};
export const jest = {
  fn: mocker.fn.bind(mocker),
  spyOn: mocker.spyOn.bind(mocker),
  mocked: (/** @type {unknown} */ mock) => mock,
  replaceProperty: mocker.replaceProperty.bind(mocker),
  restoreAllMocks: () => mocker.restoreAllMocks(),
  /** @param {{ doNotFake?: string[] }} [options] */
  useFakeTimers({ doNotFake = [] } = {}) {
    const toFake = Object.keys(fakeTimers.timers).filter((name) => !doNotFake.includes(name));
    clock = fakeTimers.install({ toFake: /** @type {any} */ (toFake) });
  },
  useRealTimers() {
    clock?.uninstall();
    clock = undefined;
  },
  resetModules() {
    throw new Error('modules cannot be loaded again here');
  },
  getTimerCount: () => needClock().countTimers(),
  runAllTimers: () => void needClock().runAll(),
  advanceTimersByTime: (/** @type {number} */ milliseconds) => void needClock().tick(milliseconds),
};

/** Called after each test, with its name. @typedef {(name: string) => Promise<void>} AfterTest */

/**
 * Runs a test file: `load` evaluates it, and so registers what is in it.
 *
 * @param {() => Promise<unknown>} load
 * @param {AfterTest} [afterTest]
 * @returns {Promise<Outcome[]>}
 */
export async function runFile(load, afterTest = async () => {}) {
  // Loading it starts a timer, which workerd allows within a call alone.
  fakeTimers = await import('@sinonjs/fake-timers');
  const root = newBlock('');
  open = root;
  try {
    await load();
  } catch (error) {
    return [{ place: loading, name: '(loading it)', outcome: 'failed', error: textOf(error) }];
  }
  /** @type {Outcome[]} */
  const outcomes = [];
  await runBlock(root, { chain: [], place: '', before: [], afterTest }, outcomes);
  return outcomes;
}

/** @typedef {{ error: unknown }} Failure */
/** @typedef {{ chain: Block[], place: string, before: Failure[], afterTest: AfterTest }} Outer the blocks around, and what failed before their tests */

/** @type {(block: Block, outer: Outer, outcomes: Outcome[]) => Promise<void>} */
async function runBlock(block, outer, outcomes) {
  const chain = [...outer.chain, block];
  /** @type {(place: string, name: string, failure: { error: unknown } | undefined) => void} */
  const add = (place, name, failure) =>
    void outcomes.push({
      place: outer.place + place,
      name: [...chain.slice(1).map((described) => described.name), name].join(' › '),
      ...(failure === undefined ? { outcome: 'passed' } : { outcome: 'failed', error: textOf(failure.error) }),
    });
  const own = block.skipped || outer.before.length > 0 ? [] : await failuresOf(block.hooks.beforeAll);
  const before = [...outer.before, ...own];
  for (const [index, part] of block.parts.entries()) {
    if ('parts' in part)
      await runBlock(part, { chain, place: `${outer.place}${index}.`, before, afterTest: outer.afterTest }, outcomes);
    else if (part.action === undefined) {
      add(`${index}`, part.name, undefined);
      Object.assign(outcomes.at(-1) ?? {}, { outcome: 'skipped' });
    } else {
      // As in Jest: where the ground of a test is missing, it is not run.
      const [failure] = before.length > 0 ? before : await failuresOfTest({ ...part, action: part.action }, chain);
      add(`${index}`, part.name, failure);
      await outer.afterTest(part.name);
    }
  }
  const after = block.skipped ? [] : await failuresOf(block.hooks.afterAll);
  for (const failure of [...own, ...after]) add('hooks', '(before or after all)', failure);
}

/** @type {(test: { action: Action, timeout: number }, chain: Block[]) => Promise<Failure[]>} */
async function failuresOfTest({ action, timeout }, chain) {
  const before = await failuresOf(chain.flatMap(({ hooks: { beforeEach: actions } }) => actions));
  const failures = before.length > 0 ? before : await failuresOf([action], timeout);
  const after = await failuresOf(chain.toReversed().flatMap(({ hooks: { afterEach: actions } }) => actions));
  return [...failures, ...after];
}

/** @type {(actions: Action[], timeout?: number) => Promise<Failure[]>} */
async function failuresOf(actions, timeout = usualTimeout) {
  const failures = [];
  for (const action of actions) {
    try {
      await inTime(action, timeout);
    } catch (error) {
      failures.push({ error });
    }
  }
  return failures;
}

/** Fails the test, or the hook, that runs. @type {((error: unknown) => void) | undefined} */
let interrupt;

/**
 * What was thrown where nothing catches it fails the test that runs, at once, as in Jest: it may be what that waits for.
 *
 * @returns {boolean} whether one runs
 */
export function failRunningTest(/** @type {unknown} */ error) {
  interrupt?.(error);
  return interrupt !== undefined;
}

/** @type {(action: Action, timeout: number) => Promise<void>} */
async function inTime(action, timeout) {
  /** @type {unknown} */
  let timer;
  const late = new Promise((_, reject) => {
    interrupt = reject;
    timer = setTimeout(() => reject(new Error(`it has not ended after ${timeout} ms`)), timeout);
  });
  try {
    await Promise.race([action(), late]);
  } finally {
    interrupt = undefined;
    clearTimeout(/** @type {any} */ (timer));
  }
}

function textOf(/** @type {unknown} */ error) {
  // Not by `instanceof`: it may be of another realm.
  const { message = say(error), stack } = /** @type {Partial<Error>} */ (error ?? {});
  // The stack without its message, which some engines repeat in it.
  const where = (stack ?? '').split('\n').filter((line) => /^\s+at |@/.test(line));
  const lines = message
    // oxlint-disable-next-line no-control-regex -- the colours of Jest's messages
    .replaceAll(/\u001B\[\d+m/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return [...lines.slice(0, 100), ...where.slice(0, 3)].join('\n').slice(0, 8000);
}
