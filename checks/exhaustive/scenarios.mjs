// What is enumerated, and how far: each scenario turns to one side in full, so that a run takes minutes, not days.
import { backwardScenario } from './backward.mjs';
import { pairAgainScenario, promiseAgainScenario } from './composed.mjs';
import { forwardScenario } from './forward.mjs';
import { sharedScenario } from './shared.mjs';

/** @type {readonly import('./world.mjs').Detection[]} */ const offOrOn = ['off', 'on'];
/** @type {readonly import('./world.mjs').Detection[]} */ const switched = ['on, then off', 'off, then on'];
const policies = ['default', 'wait', 'abandon'];
const cancelActions = ['a cancel action', 'no cancel action'];
const everyBegin = [
  'a cookie',
  'nothing',
  'a null cookie',
  'throws',
  'a failure',
  'a signed failure',
  'MF_S_MULTIPLE_BEGIN',
];
const everyEnd = [
  'a value',
  'throws',
  'throws a cancelled failure',
  'the status is a failure',
  'the status is a cancelled failure',
  'the status is a bigint',
  'the status is another success',
  'GetStatus throws',
  'a promise',
];

/** What most scenarios of one operation leave as it is. @type {Omit<import('./forward.mjs').Limits, 'steps'>} */
const forward = {
  invokes: 2,
  aborts: 2,
  detections: ['off'],
  policies: ['default'],
  callPolicies: ['none'],
  signals: ['a signal'],
  reasons: ['with reasons'],
  whenEnded: ['now'],
  cancelActions,
  cancels: ['returns'],
  disposers: ['of its own'],
  disposes: ['returns'],
  begin: ['a cookie'],
  end: ['a value'],
  places: [],
};
const everyPlace = ['before', 'Begin', 'an older listener', 'End', 'the cancel action', 'dispose'];
const everyCancel = ['returns', 'throws', 'returns a failure', 'rejects'];
const everyDispose = ['returns', 'throws', 'rejects'];

/** @type {Omit<import('./backward.mjs').Limits, 'steps'>} */
const backward = {
  detections: ['off'],
  functions: [
    'throws',
    'a plain value',
    'a promise',
    'a cancellable promise',
    'a cancellable promise of another library',
    'a thenable',
    'takes a signal',
  ],
  callbacks: ['a function'],
  platforms: ['none'],
  reactions: ['goes on', 'gives in', 'fulfils all the same'],
  disposes: ['returns'],
  places: [],
};

/**
 * @param {any} library the library's main entry
 * @param {number} [more] how many events more than in the shortest form
 * @returns {Record<string, import('./check.mjs').Scenario>}
 */
export function scenarios(library, more = 1) {
  // What costs little for each distinct order goes one event further, but in the short forms.
  const deeper = more > 1 ? more + 1 : more;
  return {
    'fromBeginEnd, whatever Begin does': forwardScenario(library, {
      ...forward,
      steps: 1 + more,
      detections: offOrOn,
      policies,
      begin: everyBegin,
      end: ['a value', 'throws'],
      cancels: everyCancel,
      disposes: everyDispose,
      places: everyPlace,
    }),
    'fromBeginEnd, whatever End does': forwardScenario(library, {
      ...forward,
      steps: 1 + more,
      aborts: 1,
      policies,
      end: everyEnd,
      cancels: everyCancel,
      disposes: everyDispose,
      places: everyPlace,
    }),
    'fromBeginEnd, many events': forwardScenario(library, {
      ...forward,
      steps: 2 + more,
      policies,
      begin: ['a cookie', 'a null cookie', 'throws'],
      end: ['a value', 'throws a cancelled failure'],
      cancels: everyCancel,
      disposes: everyDispose,
      places: everyPlace,
    }),
    'fromBeginEnd, without a signal': forwardScenario(library, {
      ...forward,
      steps: 2 + more,
      signals: ['no signal'],
      policies,
      reasons: ['with reasons', 'without'],
      whenEnded: ['now', 'later', 'never'],
      begin: ['a cookie', 'a null cookie', 'throws'],
      end: ['a value', 'throws a cancelled failure', 'throws, and the status is cancelled'],
    }),
    'fromBeginEnd, policies of the call': forwardScenario(library, {
      ...forward,
      steps: 1 + more,
      signals: ['a signal', 'no signal'],
      policies,
      callPolicies: ['none', 'wait', 'abandon'],
      reasons: ['with reasons', 'without'],
      begin: ['a cookie', 'a null cookie'],
      end: ['a value', 'throws, and the status is cancelled'],
      cancels: ['returns', 'throws', 'rejects as cancelled', 'returns a thenable'],
    }),
    'fromBeginEnd, whenEnded at any time': forwardScenario(library, {
      ...forward,
      steps: 2 + more,
      detections: [...offOrOn, ...switched],
      whenEnded: ['later', 'never'],
      policies: ['default', 'wait'],
      signals: ['no signal'],
      aborts: 1,
      begin: ['a cookie', 'a failure'],
      end: ['a value', 'throws'],
      canDrop: true,
    }),
    'fromBeginEnd, inside GetStatus and the misuse handler': forwardScenario(library, {
      ...forward,
      steps: 2 + deeper,
      policies: ['default', 'abandon'],
      end: ['a value', 'the status is a failure', 'throws, and the status is cancelled'],
      cancels: ['returns', 'throws'],
      disposes: ['returns', 'throws'],
      places: ['GetStatus', 'the misuse handler'],
      whenEnded: ['later'],
    }),
    'fromBeginEnd, a Begin that gives a promise': forwardScenario(library, {
      ...forward,
      steps: 2 + more,
      begin: ['a promise', 'a thenable'],
      policies,
      whenEnded: ['now'],
      end: ['a value', 'throws a cancelled failure'],
      places: ['Begin', 'End', 'the cancel action'],
    }),
    'fromBeginEnd, an End that takes its time': forwardScenario(library, {
      ...forward,
      steps: 3 + more,
      policies: ['default', 'abandon'],
      invokes: 1,
      aborts: 2,
      end: ['a promise', 'a thenable', 'GetStatus gives a promise', 'throws, and GetStatus gives a promise'],
      disposers: ['of its own', 'none'],
    }),
    'fromBeginEnd, operations that share a signal': sharedScenario(library, {
      steps: 2 + more,
      policies,
      signals: ['one signal'],
      adapters: ['one adapter'],
      first: ['A', 'B'],
      later: ['C'],
      end: ['a value', 'a cancelled failure'],
      places: ['End', 'the cancel action'],
    }),
    'fromBeginEnd, operations of one adapter': sharedScenario(library, {
      steps: 2 + deeper,
      policies,
      signals: ['none'],
      adapters: ['one adapter', 'an adapter each'],
      first: ['A', 'B'],
      later: ['C'],
      end: ['a value', 'a cancelled failure'],
      places: ['End', 'the cancel action'],
    }),
    'fromBeginEnd, one after the other on a signal': sharedScenario(library, {
      steps: 3 + deeper,
      policies: ['default'],
      signals: ['one signal'],
      adapters: ['one adapter'],
      first: ['A'],
      later: ['B', 'C'],
      end: ['a value'],
      places: [],
    }),
    'toBeginEnd, whatever its parts do': backwardScenario(library, {
      ...backward,
      steps: 1 + more,
      callbacks: ['a function', 'an object', 'null'],
      platforms: ['none', 'dispatches', 'refuses'],
      reactions: [
        ...backward.reactions,
        'ends the operation',
        'throws',
        'rejects',
        'rejects as cancelled',
        'returns a thenable',
      ],
      disposes: everyDispose,
    }),
    'toBeginEnd, many events': backwardScenario(library, {
      ...backward,
      steps: 2 + more,
      platforms: ['none', 'dispatches'],
      reactions: [...backward.reactions, 'ends the operation', 'throws', 'rejects'],
    }),
    'toBeginEnd, detection switched': backwardScenario(library, {
      ...backward,
      steps: 2 + more,
      detections: ['on', ...switched],
      functions: ['a promise', 'a plain value'],
      platforms: ['none', 'dispatches'],
    }),
    'toBeginEnd, on platforms that resist': backwardScenario(library, {
      ...backward,
      steps: 1 + more,
      functions: ['a promise', 'a plain value', 'throws'],
      callbacks: ['a function', 'null'],
      platforms: [
        'dispatches at once',
        'dispatches twice',
        'dispatches at once and throws',
        'rejects',
        'dispatches and rejects',
        'refuses a status',
        'has no status',
        'freezes its results',
      ],
      places: ['SetStatus', 'dispose', 'the misuse handler'],
      disposes: ['returns', 'throws'],
    }),
    'both, a promise again': promiseAgainScenario(library, {
      steps: 1 + more,
      functions: [
        'a promise',
        'a cancellable promise',
        'a cancellable promise of another library',
        'takes a signal',
        'an adapted pair',
        'throws',
      ],
      policies,
      disposers: ['of both', 'of the inner one', 'of the outer one', 'none'],
      signals: ['a signal', 'no signal'],
      reactions: ['goes on', 'gives in', 'fulfils all the same', 'fails'],
      whenEnded: ['now', 'later'],
    }),
    'both, a pair again': pairAgainScenario(library, {
      steps: 2 + more,
      policies,
      cancelActions: ['one that returns', 'one that throws', 'one that invokes', 'none'],
      begin: ['a cookie', 'a null cookie', 'throws', 'Invoke inside Begin'],
      end: ['a value', 'throws', 'throws a cancelled failure'],
      invokes: 2,
    }),
  };
}
