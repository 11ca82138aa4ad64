// A class or a function that has pairs counts as an object.
import {
  type AsyncCallback,
  fromBeginEnd,
  toBeginEnd,
  type CallOptions,
  type CancellablePromise,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from 'begin-end';
import { expectTypeOf } from 'expect-type';

class Static {
  static BeginStart(_name: string, _callback: IMFAsyncCallback, _state: unknown): void {}
  static EndStart(_result: IMFAsyncResult): boolean {
    return true;
  }
  static async stop(reason: string): Promise<string> {
    return reason;
  }
}
expectTypeOf(fromBeginEnd(Static).start).toEqualTypeOf<
  (name: string, options?: CallOptions) => CancellablePromise<boolean>
>();
expectTypeOf(fromBeginEnd(Static, 'Start')('a')).resolves.toEqualTypeOf<boolean>();
declare const callable: { (): void; BeginRun(callback: IMFAsyncCallback, state: unknown): void; EndRun(): Date };
expectTypeOf(fromBeginEnd(callable).run()).resolves.toEqualTypeOf<Date>();
expectTypeOf(toBeginEnd(Static, 'stop').BeginStop).toBeCallableWith('because', null, null);
// @ts-expect-error -- a class is no function
toBeginEnd(Static);

// Methods of an object are bound to it, whatever `this` they declare.
interface Radio {
  frequency: number;
  BeginTune(this: Radio, to: number, callback: IMFAsyncCallback, state: unknown): void;
  EndTune(this: Radio, result: IMFAsyncResult): boolean;
  seek(this: Radio, up: boolean): Promise<number>;
}
declare const radio: Radio;
const { tune } = fromBeginEnd(radio);
expectTypeOf(tune).toEqualTypeOf<(to: number, options?: CallOptions) => CancellablePromise<boolean>>();
expectTypeOf(toBeginEnd(radio).BeginSeek).toEqualTypeOf<
  (up: boolean, callback: AsyncCallback, state: unknown) => IMFAsyncResult
>();
