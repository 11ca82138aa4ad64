import {
  E_FAIL,
  FAILED,
  HResultError,
  hresultName,
  hresultOf,
  isCancelled,
  MFCreateAsyncResult,
  setLostCallbackDetection,
  setMisuseHandler,
  SUCCEEDED,
  type AsyncResultPlatform,
  type HRESULT,
  type IMFAsyncCallback,
  type IMFAsyncResult,
  type MisuseKind,
} from 'begin-end';
import { MF_E_SHUTDOWN } from 'begin-end/hresults';
import { expectTypeOf } from 'expect-type';

// --- results have the types of what they were made with

declare const callback: IMFAsyncCallback;
const made = MFCreateAsyncResult({ id: 1 }, callback, 'state');
expectTypeOf(made).toEqualTypeOf<IMFAsyncResult<string, { id: number }>>();
expectTypeOf(made.GetState()).toEqualTypeOf<string>();
expectTypeOf(made.GetStateNoAddRef()).toEqualTypeOf<string | null>();
expectTypeOf(made.GetObject()).toEqualTypeOf<{ id: number }>();
expectTypeOf(made.GetStatus()).toEqualTypeOf<HRESULT>();
expectTypeOf(made).toExtend<IMFAsyncResult>();
expectTypeOf(MFCreateAsyncResult(null, null, null)).not.toBeAny();

// What any result holds nobody knows: it must be asked, it is never `any`.
declare const result: IMFAsyncResult;
expectTypeOf(result.GetState()).toBeUnknown();
expectTypeOf(result.GetObject()).toBeUnknown();

// @ts-expect-error -- a function is no IMFAsyncCallback
MFCreateAsyncResult(null, () => {}, null);
// @ts-expect-error -- undefined is no callback, null is nobody
MFCreateAsyncResult(null, undefined, null);

// GetParameters may be left out, and what Invoke returns is ignored.
expectTypeOf<{ Invoke(): number }>().toExtend<IMFAsyncCallback>();
expectTypeOf<{
  GetParameters(): { flags: number; queue: number };
  Invoke(own: IMFAsyncResult): void;
}>().toExtend<IMFAsyncCallback>();

// --- HRESULTs

expectTypeOf(E_FAIL).toExtend<HRESULT>();
expectTypeOf(MF_E_SHUTDOWN).toExtend<HRESULT>();
expectTypeOf(SUCCEEDED).toEqualTypeOf<(hr: HRESULT) => boolean>();
expectTypeOf(FAILED).toEqualTypeOf<(hr: HRESULT) => boolean>();
expectTypeOf(hresultName).toEqualTypeOf<(hr: HRESULT) => string>();
expectTypeOf(hresultOf).toEqualTypeOf<(error: unknown) => HRESULT>();
expectTypeOf(isCancelled).toEqualTypeOf<(error: unknown) => boolean>();

const error = new HResultError(E_FAIL, 'EndRead', { cause: 1, fault: 'no disk' });
expectTypeOf(error).toExtend<Error>();
expectTypeOf(error.hresult).toEqualTypeOf<HRESULT>();
expectTypeOf(error.code).toEqualTypeOf<string>();
expectTypeOf(error.operation).toEqualTypeOf<string | undefined>();
expectTypeOf(error.toJSON()).toExtend<{ name: string; message: string; hresult: number; code: string }>();
expectTypeOf(error.toJSON().operation).toEqualTypeOf<string | undefined>();
expectTypeOf(HResultError.from).toEqualTypeOf<(value: unknown) => HResultError>();
void class extends HResultError {
  override name = 'OwnError';
};
// @ts-expect-error -- a code is a number
void new HResultError('E_FAIL');

// --- misuse

expectTypeOf<MisuseKind>().toEqualTypeOf<
  'second-invoke' | 'invoke-after-failed-begin' | 'cancel-failed' | 'dispose-failed' | 'lost-callback' | 'never-ended'
>();
setMisuseHandler((report) => {
  expectTypeOf(report.kind).toEqualTypeOf<MisuseKind>();
  expectTypeOf(report.operation).toEqualTypeOf<string>();
  expectTypeOf(report.message).toEqualTypeOf<string>();
  expectTypeOf(report.result).toEqualTypeOf<IMFAsyncResult | undefined>();
  expectTypeOf(report.error).toBeUnknown();
});
setMisuseHandler(undefined);
setLostCallbackDetection(true);
// @ts-expect-error -- null is no handler
setMisuseHandler(null);

// --- platforms

expectTypeOf<AsyncResultPlatform['MFCreateAsyncResult']>().toBeCallableWith(null, callback, 'state');
expectTypeOf<{
  MFCreateAsyncResult: typeof MFCreateAsyncResult;
  MFInvokeCallback(own: IMFAsyncResult): void;
}>().toExtend<AsyncResultPlatform>();
