#ifndef OBJBASE_H
#define OBJBASE_H
#include "windows.h"
typedef struct IUnknown IUnknown;
typedef struct {
  HRESULT(STDMETHODCALLTYPE *QueryInterface)(IUnknown *self, const GUID *iid, void **out);
  ULONG(STDMETHODCALLTYPE *AddRef)(IUnknown *self);
  ULONG(STDMETHODCALLTYPE *Release)(IUnknown *self);
} IUnknownVtbl;
struct IUnknown { const IUnknownVtbl *lpVtbl; };
#define IUnknown_AddRef(self) (self)->lpVtbl->AddRef(self)
#define IUnknown_Release(self) (self)->lpVtbl->Release(self)
#endif
