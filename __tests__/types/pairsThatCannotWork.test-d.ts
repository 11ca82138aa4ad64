// A pair that cannot work is none.
import { fromBeginEnd, type IMFAsyncCallback, type IMFAsyncResult } from 'begin-end';
import { expectTypeOf } from 'expect-type';

declare const broken: {
  BeginFunction(callback: (result: IMFAsyncResult) => void, state: unknown): void;
  EndFunction(result: IMFAsyncResult): void;
  BeginText(callback: string, state: unknown): void;
  EndText(result: IMFAsyncResult): void;
  BeginOut(callback: IMFAsyncCallback, state: unknown): void;
  EndOut(result: IMFAsyncResult, out: { value: number }): void;
  BeginNumber(callback: IMFAsyncCallback, state: unknown): void;
  EndNumber(id: number): void;
  BeginGood(callback: IMFAsyncCallback, state: unknown): void;
  EndGood(result: IMFAsyncResult, wait?: boolean): 'good';
};
const good = fromBeginEnd(broken);
expectTypeOf<keyof typeof good>().toEqualTypeOf<'good'>();
expectTypeOf(fromBeginEnd(broken, 'Good')()).resolves.toEqualTypeOf<'good'>();
// @ts-expect-error -- its callback is a function
fromBeginEnd(broken, 'Function');
// @ts-expect-error -- its callback is a text
fromBeginEnd(broken, 'Text');
// @ts-expect-error -- its End needs more than the result
fromBeginEnd(broken, 'Out');
// @ts-expect-error -- its End takes a number
fromBeginEnd(broken, 'Number');
// @ts-expect-error -- the same for two functions
fromBeginEnd(broken.BeginFunction, broken.EndFunction);
// @ts-expect-error -- the same for two functions
fromBeginEnd(broken.BeginOut, broken.EndOut);
// @ts-expect-error -- the same for two functions
fromBeginEnd(broken.BeginNumber, broken.EndNumber);
