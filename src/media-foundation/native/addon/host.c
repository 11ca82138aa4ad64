#include "addon.h"

Host napi;

/* The program itself has it, whatever its name (node, Electron, bun, deno), or a DLL of its. Looking it up needs neither an
   import library nor a delay-load hook. */
_Bool findHost(void) {
  const WCHAR *const names[] = {NULL, L"libnode.dll", L"node.dll"};
  for (int i = 0; i < 3; i++) {
    HMODULE host = GetModuleHandleW(names[i]);
    if (host == NULL || GetProcAddress(host, "napi_create_threadsafe_function") == NULL) continue;
#define FIND(name) &&(napi.name = (__typeof__(napi.name))(void (*)(void))GetProcAddress(host, "napi_" #name)) != NULL
    return TRUE HOST_FUNCTIONS(FIND);
#undef FIND
  }
  return FALSE;
}
