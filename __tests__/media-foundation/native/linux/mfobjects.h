#ifndef MFOBJECTS_H
#define MFOBJECTS_H
#include "objbase.h"
typedef struct IMFAsyncResult IMFAsyncResult;
typedef struct {
  HRESULT(STDMETHODCALLTYPE *QueryInterface)(IMFAsyncResult *self, const GUID *iid, void **out);
  ULONG(STDMETHODCALLTYPE *AddRef)(IMFAsyncResult *self);
  ULONG(STDMETHODCALLTYPE *Release)(IMFAsyncResult *self);
  HRESULT(STDMETHODCALLTYPE *GetState)(IMFAsyncResult *self, IUnknown **out);
  HRESULT(STDMETHODCALLTYPE *GetStatus)(IMFAsyncResult *self);
} IMFAsyncResultVtbl;
struct IMFAsyncResult { const IMFAsyncResultVtbl *lpVtbl; };
#define IMFAsyncResult_AddRef(self) (self)->lpVtbl->AddRef(self)
#define IMFAsyncResult_Release(self) (self)->lpVtbl->Release(self)
#define IMFAsyncResult_GetStatus(self) (self)->lpVtbl->GetStatus(self)
typedef struct IMFAsyncCallback IMFAsyncCallback;
typedef struct {
  HRESULT(STDMETHODCALLTYPE *QueryInterface)(IMFAsyncCallback *self, const GUID *iid, void **out);
  ULONG(STDMETHODCALLTYPE *AddRef)(IMFAsyncCallback *self);
  ULONG(STDMETHODCALLTYPE *Release)(IMFAsyncCallback *self);
  HRESULT(STDMETHODCALLTYPE *GetParameters)(IMFAsyncCallback *self, DWORD *flags, DWORD *queue);
  HRESULT(STDMETHODCALLTYPE *Invoke)(IMFAsyncCallback *self, IMFAsyncResult *result);
} IMFAsyncCallbackVtbl;
struct IMFAsyncCallback { const IMFAsyncCallbackVtbl *lpVtbl; };
#define IMFAsyncCallback_AddRef(self) (self)->lpVtbl->AddRef(self)
#define IMFAsyncCallback_Release(self) (self)->lpVtbl->Release(self)
#define IMFAsyncCallback_GetParameters(self, flags, queue) (self)->lpVtbl->GetParameters(self, flags, queue)
#define IMFAsyncCallback_Invoke(self, result) (self)->lpVtbl->Invoke(self, result)
#endif
