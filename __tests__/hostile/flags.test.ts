import { describe, expect, test } from '@jest/globals';

import { runInChild } from '../support/childProcess.js';

// Processes that are stricter than usual: the library works in them, and warns of nothing.

const program = `
import { fromBeginEnd, hresultOf, HResultError, setLostCallbackDetection, setMisuseHandler, toBeginEnd, whenEnded } from './index.js';

const ok = [];
const { begin, end, cancel } = toBeginEnd(async (a, b) => a + b);
const add = fromBeginEnd(begin, end, { cancel });
ok.push((await add(1, 2)) === 3);

const error = new Error('in vain');
const failing = toBeginEnd(() => Promise.reject(error));
ok.push((await fromBeginEnd(failing.begin, failing.end)().catch((e) => e)) === error);

const reader = { BeginRead: (callback, state) => queueMicrotask(() => callback.Invoke({})), EndRead: () => 7 };
const { read } = fromBeginEnd(reader);
ok.push((await read()) === 7);
ok.push((await fromBeginEnd(toBeginEnd({ read: async () => 8 })).read()) === 8);

const controller = new AbortController();
const never = fromBeginEnd(() => {}, () => {});
const aborted = never({ signal: controller.signal });
controller.abort('stop');
ok.push((await aborted.catch((e) => e)) === 'stop');

const kinds = [];
setMisuseHandler(({ kind }) => kinds.push(kind));
let callback;
const twice = fromBeginEnd((given) => { callback = given; }, () => 1)();
callback.Invoke({});
callback.Invoke({});
ok.push((await twice) === 1 && kinds.join() === 'second-invoke');
await whenEnded(twice);

// None of these is awaited by anybody, and none may end the process.
const late = never({ onAbort: 'abandon', signal: undefined });
late.catch(() => {});
late.cancel();
cancel(begin(1, 2, null, null));
toBeginEnd(() => Promise.reject(error)).begin(null, null);
setLostCallbackDetection(true);
ok.push((await add(1, 2)) === 3);
ok.push(hresultOf(new HResultError(-2147467259)) === 0x80004005);
await new Promise((resolve) => setImmediate(resolve));
console.log(ok.join());
`;

describe('a process', () => {
  test.each([
    ['--unhandled-rejections=strict'],
    ['--disallow-code-generation-from-strings'],
    // Node itself says that this flag is experimental.
    ['--frozen-intrinsics', '--disable-warning=ExperimentalWarning'],
    ['--throw-deprecation', '--trace-uncaught'],
    ['--disable-proto=throw'],
    ['--stack-size=200'],
  ])('a process, started with %s, runs both adapters and tells nothing', (...flags) => {
    const { status, stdout, stderr } = runInChild(program, ...flags.filter(Boolean));
    expect({ status, stdout, stderr }).toStrictEqual({
      status: 0,
      stdout: 'true,true,true,true,true,true,true,true\n',
      stderr: '',
    });
  });
});
