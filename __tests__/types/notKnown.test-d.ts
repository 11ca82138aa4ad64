// What a type leaves open stays open: `any`, index signatures, `Function`.
import { fromBeginEnd, toBeginEnd, type CancellablePromise, type IMFAsyncResult } from 'begin-end';
import { expectTypeOf } from 'expect-type';

declare const result: IMFAsyncResult;

declare const anything: any;
const { whatever } = fromBeginEnd(anything);
expectTypeOf<NonNullable<typeof whatever>>().toEqualTypeOf<(...args: any[]) => CancellablePromise<any>>();
expectTypeOf(fromBeginEnd(anything, 'Read')).toEqualTypeOf<(...args: any[]) => CancellablePromise<any>>();
expectTypeOf(fromBeginEnd(anything, anything)(1, 'a')).resolves.toBeAny();
expectTypeOf(toBeginEnd(anything, 'read').BeginRead).toEqualTypeOf<(...args: any[]) => IMFAsyncResult>();
expectTypeOf(toBeginEnd(anything, 'read').EndRead(result)).toBeAny();

declare const indexed: { [name: string]: any };
declare const functions: { [name: string]: Function };
declare const unknowns: Record<string, unknown>;
for (const object of [indexed, functions, unknowns]) {
  expectTypeOf(fromBeginEnd(object, 'Read')).toEqualTypeOf<(...args: any[]) => CancellablePromise<any>>();
}
expectTypeOf(fromBeginEnd(indexed, 'Read')).toEqualTypeOf<(...args: any[]) => CancellablePromise<any>>();
expectTypeOf(fromBeginEnd(functions, 'Read')).toEqualTypeOf<(...args: any[]) => CancellablePromise<any>>();
expectTypeOf(fromBeginEnd(unknowns, 'Read')).toEqualTypeOf<(...args: any[]) => CancellablePromise<any>>();
expectTypeOf(fromBeginEnd(indexed)['read']!).toEqualTypeOf<(...args: any[]) => CancellablePromise<any>>();
expectTypeOf(fromBeginEnd(functions)['read']!).toEqualTypeOf<(...args: any[]) => CancellablePromise<any>>();
expectTypeOf(toBeginEnd(indexed, 'read').BeginRead).toEqualTypeOf<(...args: any[]) => IMFAsyncResult>();
expectTypeOf(toBeginEnd(functions, 'read').BeginRead).toEqualTypeOf<(...args: any[]) => IMFAsyncResult>();
expectTypeOf(toBeginEnd(indexed)['BeginRead']!).toEqualTypeOf<(...args: any[]) => IMFAsyncResult>();
expectTypeOf(toBeginEnd(indexed)['EndRead']!(result)).toBeAny();
expectTypeOf(toBeginEnd(anything)['BeginRead']!).toEqualTypeOf<(...args: any[]) => any>();

declare const loose: { BeginRead: Function; EndRead: Function; close: Function };
expectTypeOf(fromBeginEnd(loose).read).toEqualTypeOf<(...args: any[]) => CancellablePromise<any>>();
expectTypeOf(fromBeginEnd(loose, 'Read')).toEqualTypeOf<(...args: any[]) => CancellablePromise<any>>();
expectTypeOf(toBeginEnd(loose).BeginClose).toEqualTypeOf<(...args: any[]) => IMFAsyncResult>();
declare const half: { BeginRead: any; EndRead(result: IMFAsyncResult): string };
expectTypeOf(fromBeginEnd(half).read).toEqualTypeOf<(...args: any[]) => CancellablePromise<string>>();

declare const anyBegin: any;
expectTypeOf(fromBeginEnd(anyBegin, (_result) => 'text')).returns.resolves.toEqualTypeOf<string>();
declare const someFunction: Function;
expectTypeOf(fromBeginEnd(someFunction, someFunction)).toEqualTypeOf<(...args: any[]) => CancellablePromise<any>>();
expectTypeOf(toBeginEnd(someFunction).begin).toEqualTypeOf<(...args: any[]) => IMFAsyncResult>();
expectTypeOf(toBeginEnd(anything as (...args: any[]) => any).begin).toBeCallableWith(1, 'a', null, null);
