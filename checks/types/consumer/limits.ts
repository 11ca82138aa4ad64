// What TypeScript does not give, and the way out, as docs/getting-started.md says. Should one of these begin to compile, the page
// is to be changed.
import { fromBeginEnd, toBeginEnd, type IMFAsyncCallback, type IMFAsyncResult } from 'begin-end';

declare const result: IMFAsyncResult;

// --- all pairs of `this` as a field, with options

export class Fields {
  // @ts-expect-error -- the type of the field depends on itself
  all = fromBeginEnd(this, { onAbort: 'abandon' });
  BeginRead(_callback: IMFAsyncCallback, _state: unknown): void {}
  EndRead(_result: IMFAsyncResult): number {
    return 1;
  }
}
export class FieldsByName {
  read = fromBeginEnd(this, 'Read', { onAbort: 'abandon' });
  BeginRead(_callback: IMFAsyncCallback, _state: unknown): void {}
  EndRead(_result: IMFAsyncResult): number {
    return 1;
  }
}

// --- an argument without a type

fromBeginEnd(
  // @ts-expect-error -- `key` is `never`
  (key, callback, _state) => key.length + callback.Invoke(result),
  () => 1,
);
fromBeginEnd(
  (key: string, callback, _state) => [key.length, callback.Invoke(result)],
  () => 1,
);

// --- more than six arguments without types

fromBeginEnd(
  // @ts-expect-error -- `callback` has no type
  (_1: 1, _2: 2, _3: 3, _4: 4, _5: 5, _6: 6, _7: 7, callback, _state) => callback.Invoke(result),
  () => 1,
);
fromBeginEnd(
  (_1: 1, _2: 2, _3: 3, _4: 4, _5: 5, _6: 6, _7: 7, callback: IMFAsyncCallback, _state: unknown) =>
    callback.Invoke(result),
  () => 1,
);

// --- a callback without a type, in the methods of an object

fromBeginEnd({
  // @ts-expect-error -- `callback` has no type
  BeginRead(callback, _state) {
    callback.Invoke(result);
  },
  EndRead: () => 1,
});

// --- several signatures: the last one counts

declare function load(key: string): Promise<string>;
declare function load(id: number): Promise<number>;
const loading = toBeginEnd(load);
loading.begin(1, null, null);
// @ts-expect-error -- the last signature takes a number
loading.begin('key', null, null);
const byKey = toBeginEnd((key: string) => load(key));
byKey.begin('key', null, null);

// --- type parameters become unknown on the way to Begin and End

const echo = toBeginEnd(async <V>(value: V) => value);
echo.end(result) satisfies unknown;
// @ts-expect-error -- what it resolves to is not known
echo.end(result) satisfies string;
const echoText = toBeginEnd(async (value: string) => value);
echoText.end(result) satisfies string;

// --- objects with different pairs: only what they have in common

declare const either:
  | { BeginRead(callback: IMFAsyncCallback, state: unknown): void; EndRead(): 1 }
  | { BeginWrite(callback: IMFAsyncCallback, state: unknown): void; EndWrite(): 2 };
// @ts-expect-error -- no pair is in both
fromBeginEnd(either, 'Read');
if ('BeginRead' in either) void fromBeginEnd(either, 'Read')();

// --- both adapters around a type parameter, which is `never` or refused

function silent<F extends (...args: any[]) => Promise<any>>(fn: F) {
  return fromBeginEnd(toBeginEnd(fn));
}
silent(async (key: string) => key.length) satisfies never;
function refused<F extends (key: string) => Promise<number>>(fn: F) {
  // @ts-expect-error -- what lies between is not known
  return fromBeginEnd(toBeginEnd(fn));
}
void refused;
function refusedArguments<A extends unknown[]>(fn: (...args: A) => Promise<number>) {
  // @ts-expect-error -- what lies between is not known
  return fromBeginEnd(toBeginEnd(fn));
}
void refusedArguments;
function refusedMethod<O extends { get(key: string): Promise<number> }>(object: O) {
  // @ts-expect-error -- what lies between is not known
  return fromBeginEnd(toBeginEnd(object, 'get'));
}
void refusedMethod;
// The way out is in wrappers.ts: it has to give declarations.

// --- arguments that are a type parameter

function start<A extends unknown[], T>(fn: (...args: A) => Promise<T>, ...args: A) {
  const pair = toBeginEnd(fn);
  // @ts-expect-error -- the parameters of Begin are not known
  pair.begin(...args, null, null);
  const ready = toBeginEnd(() => fn(...args));
  return ready.end(ready.begin(null, null)) satisfies Awaited<T>;
}
void start;

// --- accessors, which the whole object form leaves alone; one of several names

declare const store: { get read(): () => Promise<number>; write(): Promise<void> };
toBeginEnd(store).BeginRead satisfies unknown;
declare const oneOf: 'read' | 'write';
toBeginEnd(store, oneOf).BeginRead satisfies unknown;
toBeginEnd(store, oneOf).BeginWrite satisfies unknown;
