#include "addon.h"

/* The entry point of the DLL itself: it has no C run-time. */
BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved);
BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved) {
  return (void)instance, (void)reason, (void)reserved, TRUE;
}

static const struct {
  const char *name;
  JavaScriptFunction *function;
} functions[] = {
    {"open", openEnvironment},
    {"keepLedger", keepLedger},
    {"keepTransfers", keepTransfers},
    {"collect", collect},
    {"keepAlive", keepAlive},
    {"createKind", createKind},
    {"createObject", createObject},
    {"addFace", addFace},
    {"addReference", addReference},
    {"createCallback", createCallback},
    {"createPooledCallback", createPooledCallback},
    {"takeCallbacks", takeCallbacks},
    {"createRelay", createRelay},
    {"relayOf", relayOf},
    {"stubAddress", stubAddress},
    {"callFunction", callFunction},
    {"callMethod", callMethod},
    {"callServing", callServing},
    {"callLater", callLater},
    {"addRef", addRef},
    {"release", release},
    {"find", find},
    {"allocateMemory", allocateMemory},
    {"freeMemory", freeMemory},
    {"tellMemory", tellMemory},
    {"readMemory", readMemory},
    {"writeMemory", writeMemory},
    {"load", load},
    {"store", store},
    {"addressOf", addressOf},
    {"readText", readText},
    {"writeText", writeText},
};

NAPI_MODULE_INIT() {
  HMODULE pinned;
  napi_value value;
  if (!findHost()) return exports; /* without Node-API nothing can be thrown: JavaScript sees that there is no open() */
  if (napi.create_uint32(env, ADDON_REVISION, &value) == napi_ok) napi.set_named_property(env, exports, "revision", value);
  /* A DLL that a worker alone has loaded would go with it, and leave native code with dangling vtables. */
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
                     (LPCWSTR)(const void *)functions, &pinned);
  Environment *environment = makeEnvironment();
  for (size_t i = 0; i < sizeof functions / sizeof *functions && environment != NULL; i++)
    if (napi.create_function(env, functions[i].name, NAPI_AUTO_LENGTH, functions[i].function, environment, &value) ==
        napi_ok)
      napi.set_named_property(env, exports, functions[i].name, value);
  return exports;
}
