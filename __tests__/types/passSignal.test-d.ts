// `passSignal` takes the last parameter away where its type names a signal, and there alone; then nothing may be left out.
import { toBeginEnd, type AsyncCallback, type CallOptions } from 'begin-end';
import { expectTypeOf } from 'expect-type';

declare function save<T>(key: string, value: T, hint: unknown): Promise<void>;
expectTypeOf(toBeginEnd(save<number>, { passSignal: true }).begin).toBeCallableWith('k', 42, null, null, null);
// @ts-expect-error -- the hint is an argument
toBeginEnd(save<number>, { passSignal: true }).begin('k', null, null);
declare const openEnded: {
  any(value: any): Promise<void>;
  object(value: object): Promise<void>;
  empty(value: {}): Promise<void>;
  record(value: Record<string, unknown>): Promise<void>;
  named(key: string, options: { signal: AbortSignal; depth?: number }): Promise<void>;
  maybe(key: string, options?: { signal?: AbortSignal | undefined }): Promise<void>;
  other(key: string, options: { signal: number }): Promise<void>;
  left(key: string, count?: number, options?: CallOptions): Promise<void>;
};
const passed = toBeginEnd(openEnded, { passSignal: true });
expectTypeOf(passed.BeginAny).parameters.toEqualTypeOf<[value: any, callback: AsyncCallback, state: unknown]>();
expectTypeOf(passed.BeginObject).parameters.toEqualTypeOf<[value: object, callback: AsyncCallback, state: unknown]>();
expectTypeOf(passed.BeginEmpty).parameters.toEqualTypeOf<[value: {}, callback: AsyncCallback, state: unknown]>();
expectTypeOf(passed.BeginRecord).parameters.toEqualTypeOf<
  [value: Record<string, unknown>, callback: AsyncCallback, state: unknown]
>();
expectTypeOf(passed.BeginNamed).parameters.toEqualTypeOf<[key: string, callback: AsyncCallback, state: unknown]>();
expectTypeOf(passed.BeginMaybe).parameters.toEqualTypeOf<[key: string, callback: AsyncCallback, state: unknown]>();
expectTypeOf(passed.BeginOther).parameters.toEqualTypeOf<
  [key: string, options: { signal: number }, callback: AsyncCallback, state: unknown]
>();
expectTypeOf(passed.BeginLeft).parameters.toEqualTypeOf<
  [key: string, count: number | undefined, callback: AsyncCallback, state: unknown]
>();
// @ts-expect-error -- the signal would take the place of count
passed.BeginLeft('key', null, null);
