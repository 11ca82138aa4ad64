// What is enumerated, and how far: each scenario turns to one side in full, so that a run takes a minute, not a day.
import { backwardScenario } from './backward.mjs';
import { forwardScenario } from './forward.mjs';
import { sharedScenario } from './shared.mjs';

const detections = ['off', 'on'];
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
  'the status is another success',
  'GetStatus throws',
  'a promise',
];
const backward = {
  detections,
  functions: [
    'throws',
    'a plain value',
    'a promise',
    'a cancellable promise',
    'a cancellable promise of another library',
    'a thenable',
    'takes a signal',
  ],
  callbacks: ['a function', 'an object', 'null'],
  platforms: ['none', 'dispatches', 'refuses'],
  reactions: ['does nothing', 'gives in', 'fulfils all the same', 'ends the operation', 'throws', 'rejects'],
  disposals: ['returns', 'throws', 'rejects'],
};

/**
 * @param {any} library the library's main entry
 * @param {number} [more] how many events more than in the short form
 * @returns {Record<string, import('./check.mjs').Scenario>}
 */
export const scenarios = (library, more = 1) => ({
  'fromBeginEnd, whatever Begin does': forwardScenario(library, {
    steps: 1 + more,
    invokes: 2,
    aborts: 2,
    detections,
    policies,
    cancelActions,
    begin: everyBegin,
    end: ['a value', 'throws'],
  }),
  'fromBeginEnd, whatever End does': forwardScenario(library, {
    steps: 1 + more,
    invokes: 2,
    aborts: 1,
    detections,
    policies,
    cancelActions,
    begin: ['a cookie'],
    end: everyEnd,
  }),
  'fromBeginEnd, many events': forwardScenario(library, {
    steps: 2 + more,
    invokes: 2,
    aborts: 2,
    detections,
    policies,
    cancelActions,
    begin: ['a cookie', 'a null cookie', 'throws'],
    end: ['a value', 'throws a cancelled failure'],
  }),
  'fromBeginEnd, operations that share a signal': sharedScenario(library, { steps: 2 + more, policies }),
  'toBeginEnd, whatever its parts do': backwardScenario(library, { steps: 1 + more, ...backward }),
  'toBeginEnd, many events': backwardScenario(library, {
    steps: 2 + more,
    ...backward,
    detections: ['off'],
    callbacks: ['a function'],
    platforms: ['none', 'dispatches'],
    disposals: ['returns'],
  }),
});
