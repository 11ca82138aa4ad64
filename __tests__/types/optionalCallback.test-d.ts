// Callback and state may be optional, and rest parameters may stand before them.
import {
  fromBeginEnd,
  type CallOptions,
  type CancellablePromise,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from 'begin-end';
import { expectTypeOf } from 'expect-type';

interface Scanner {
  BeginScan(path: string, callback?: IMFAsyncCallback, state?: unknown): void;
  EndScan(result: IMFAsyncResult): string[];
  BeginJoin(first: string, ...rest: [...parts: string[], callback: IMFAsyncCallback, state: unknown]): void;
  EndJoin(result: IMFAsyncResult): string;
  BeginSkip(count?: number, callback?: IMFAsyncCallback | null, state?: unknown): void;
  EndSkip(): void;
}
declare const scanner: Scanner;
const { scan, join, skip } = fromBeginEnd(scanner);
expectTypeOf(scan).toEqualTypeOf<(path: string, options?: CallOptions) => CancellablePromise<string[]>>();
expectTypeOf(join('a', 'b', 'c')).resolves.toEqualTypeOf<string>();
expectTypeOf(skip).toEqualTypeOf<(count?: number, options?: CallOptions) => CancellablePromise<void>>();
expectTypeOf(fromBeginEnd(scanner.BeginScan, scanner.EndScan)).toEqualTypeOf(scan);
expectTypeOf(fromBeginEnd(scanner, 'Scan')).toEqualTypeOf(scan);
