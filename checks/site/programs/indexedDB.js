import { fromBeginEnd, MFCreateAsyncResult } from 'begin-end';
import { createEmbeddedPlatform, MF_VERSION } from 'begin-end/platform';

const endOf = (result) => {
  const { error, result: value } = result.GetObject();
  if (error) throw error;
  return value;
};
/** The requests of a store as pairs. `invoke` says how a callback is invoked. */
function pairsOf(store, invoke) {
  const begin = (request, callback, state) => {
    const onEnd = () => invoke(MFCreateAsyncResult(request, callback, state), callback);
    request.addEventListener('success', onEnd);
    request.addEventListener('error', onEnd);
  };
  return {
    BeginGet: (key, callback, state) => begin(store.get(key), callback, state),
    BeginPut: (key, value, callback, state) => begin(store.put(value, key), callback, state),
    EndGet: endOf,
    EndPut: endOf,
  };
}

async function increase(database, invoke) {
  const store = database.transaction('counts', 'readwrite').objectStore('counts');
  const { get, put } = fromBeginEnd(pairsOf(store, invoke));
  const count = await get('visits');
  await put('visits', (count ?? 0) + 1); // in the same transaction, if that is still open
  return get('visits');
}

const opening = indexedDB.open('site');
opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore('counts'));
await new Promise((resolve) => opening.addEventListener('success', resolve));

// Inside the event of the request: the transaction stays open.
console.log(await increase(opening.result, (result, callback) => callback.Invoke(result))); // → 1

// Dispatched by a platform, in a turn of the event loop of its own: the transaction is over by then.
const { MFStartup, MFInvokeCallback } = createEmbeddedPlatform();
MFStartup(MF_VERSION);
await increase(opening.result, MFInvokeCallback).catch((error) => console.log(error.name)); // → TransactionInactiveError
