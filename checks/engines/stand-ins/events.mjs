// `node:events`: `getEventListeners`, by which tests find a listener that is left behind. No other engine tells, so those
// of signals are counted as they come and go.

/** @typedef {{ listener: unknown, once: boolean }} Entry */
/** @type {WeakMap<EventTarget, Map<string, Entry[]>>} */
const known = new WeakMap();

/** @type {(target: EventTarget, type: string) => Entry[]} */
function entriesOf(target, type) {
  const types = known.get(target) ?? new Map();
  known.set(target, types);
  const entries = types.get(type) ?? [];
  types.set(type, entries);
  return entries;
}

const { prototype } = EventTarget;
// oxlint-disable-next-line typescript/unbound-method -- they are called on what they are called on here
const { addEventListener, removeEventListener } = prototype;
prototype.addEventListener = function (type, listener, options) {
  const target = this ?? globalThis;
  if (target instanceof AbortSignal) {
    const entries = entriesOf(target, type);
    const once = typeof options === 'object' && options?.once === true;
    if (!entries.some((entry) => entry.listener === listener)) entries.push({ listener, once });
  }
  addEventListener.call(target, type, listener, options);
};
prototype.removeEventListener = function (type, listener, options) {
  const target = this ?? globalThis;
  if (target instanceof AbortSignal) {
    const entries = entriesOf(target, type);
    const index = entries.findIndex((entry) => entry.listener === listener);
    if (index >= 0) entries.splice(index, 1);
  }
  removeEventListener.call(target, type, listener, options);
};

export function getEventListeners(/** @type {EventTarget} */ target, /** @type {string} */ type) {
  const entries = entriesOf(target, type);
  // An abort comes once: it has taken those away that wait for one event.
  const isOver = target instanceof AbortSignal && target.aborted;
  return entries.filter(({ once }) => !(isOver && once)).map(({ listener }) => listener);
}
