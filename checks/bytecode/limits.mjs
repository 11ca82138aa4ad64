/**
 * @typedef {object} Group
 * @property {string} group
 * @property {'fromBeginEnd' | 'toBeginEnd'} direction
 * @property {[name: string, limit: number]} [caller] it is too large to be inlined itself, and counts only by its own limit
 * @property {Record<string, number>} inlined the limit of each function
 */

/**
 * What V8 is to inline, and the bytes of bytecode that each function may have: its figure of today, the largest of all Nodes. A
 * function that grows past it gets a new figure here, once the benchmark has said what that costs.
 *
 * V8 inlines a function of at most 460 bytes, as long as all that it inlines into one function has at most 920; what one
 * half of a path gains by a call less, the other may lose by falling out. So what belongs together is a group, whose sum counts.
 *
 * @type {Group[]}
 */
export const groups = [
  {
    group: 'a call of the function that fromBeginEnd gives',
    direction: 'fromBeginEnd',
    caller: ['adapted', 822],
    inlined: { isObserved: 53, BeginEndOperation: 34, '(anonymous)': 34, begun: 183, isPromiseOfThisRealm: 16 },
  },
  {
    group: 'Invoke of the callback that Begin gets',
    direction: 'fromBeginEnd',
    inlined: { Invoke: 293, letGo: 88 },
  },
  {
    group: 'begin of toBeginEnd',
    direction: 'toBeginEnd',
    // Longer than what V8 inlines, and on purpose: callbacks that begin the next operation would inline it in part.
    caller: ['begin', 654],
    inlined: { isObserved: 53, callbackFrom: 121, isCallback: 24, PromiseOperation: 43 },
  },
  {
    group: 'the job in which the promise has settled',
    direction: 'toBeginEnd',
    inlined: { fulfilled: 100, dispatch: 119, invoke: 41 },
  },
  {
    group: 'end of toBeginEnd',
    direction: 'toBeginEnd',
    inlined: { 'trio.end': 45, of: 79, behind: 44, end: 196, statusOf: 27, GetStatus: 6, FAILED: 11 },
  },
];
