/**
 * `begin-end/hresults`: every code of Media Foundation as a constant. Importing it teaches `hresultName`, and so the
 * `code` of every `HResultError`, all their names. It is a module of its own so that the adapters stay small.
 */
import { HRESULT_FROM_WIN32, teachHresultNames } from './hresult.js';
import * as table from './hresultTable.js';
import * as win32 from './win32.js';

export * from './hresultTable.js';

teachHresultNames(table);
// Not of Media Foundation, but errors of other worlds come through with these: see isCancelled.
teachHresultNames({ RPC_E_CALL_CANCELED: 0x80010002, COR_E_OPERATIONCANCELED: 0x8013153b });
teachHresultNames(
  Object.fromEntries(
    Object.entries(win32).map(([name, code]) => [`HRESULT_FROM_WIN32(${name})`, HRESULT_FROM_WIN32(code)]),
  ),
);
