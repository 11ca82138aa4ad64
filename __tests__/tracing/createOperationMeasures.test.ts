import { afterEach, expect, test } from '@jest/globals';
import { setOperationObserver } from 'begin-end';
import { createOperationMeasures, type OperationMeasuresOptions } from 'begin-end/tracing';

import { adaptedPair } from '../support/adaptedPair.js';

afterEach(() => {
  setOperationObserver(undefined);
  performance.clearMeasures();
});

/** What the Performance panel is given of each operation. */
const measures = () =>
  performance.getEntriesByType('measure').map((entry) => {
    const { name, startTime, duration, detail } = entry as PerformanceMeasure;
    return Object.assign({ name, startTime, duration }, (detail as { devtools: object }).devtools);
  });

test('a value, measured, is an entry of its track, with what there is to say', async () => {
  setOperationObserver(createOperationMeasures());
  const before = performance.now();
  const { pair, read } = adaptedPair();
  const promise = read(1, 'a');
  pair.last.complete('value');
  await promise;
  const [measure] = measures();
  expect(measure).toStrictEqual({
    name: 'BeginRead',
    startTime: expect.any(Number),
    duration: expect.any(Number),
    dataType: 'track-entry',
    track: 'Begin/End',
    color: 'primary',
    properties: [
      ['direction', 'fromBeginEnd'],
      ['args', '1, a'],
      ['result', 'value'],
    ],
  });
  expect(measure?.startTime).toBeGreaterThanOrEqual(before);
  expect((measure?.startTime ?? 0) + (measure?.duration ?? 0)).toBeLessThanOrEqual(performance.now());
});

test('a late failure, measured on a track of another name, is red and says why', async () => {
  setOperationObserver(createOperationMeasures({ track: 'Files' }));
  const { pair, read } = adaptedPair();
  const promise = read();
  promise.cancel('stop');
  await promise.catch(() => {});
  pair.last.fail(new Error('broken'));
  expect(measures()).toMatchObject([
    {
      track: 'Files',
      color: 'error',
      properties: [
        ['direction', 'fromBeginEnd'],
        ['args', ''],
        ['reason', 'stop'],
        ['late', 'true'],
        ['error', 'Error: broken'],
      ],
    },
  ]);
});

test('a failure with no error at all, measured, is red', async () => {
  setOperationObserver(createOperationMeasures());
  const { pair, read } = adaptedPair();
  const promise = read();
  pair.last.fail(undefined);
  await expect(promise).rejects.toBeUndefined();
  expect(measures()).toMatchObject([{ color: 'error' }]);
});

test('an operation that began before, is not measured', async () => {
  setOperationObserver({});
  const { pair, read } = adaptedPair();
  const promise = read();
  setOperationObserver(createOperationMeasures());
  pair.last.complete();
  await promise;
  expect(measures()).toStrictEqual([]);
});

test.each<[string, unknown, string]>([
  ['a track that is no text', { track: 1 }, 'options.track must be of type string, got 1'],
  ['a misspelt option', { trak: 'Files' }, "there is no option 'trak', did you mean 'track'?"],
])('%s is a TypeError that says what is wrong', (_, options, fault) => {
  expect(() => createOperationMeasures(options as OperationMeasuresOptions)).toThrow(
    new TypeError(`createOperationMeasures: ${fault}`),
  );
});

test('where there is no performance.measure, none is made', () => {
  const { measure } = performance;
  Object.assign(performance, { measure: undefined });
  expect(() => createOperationMeasures()).toThrow(
    new TypeError('createOperationMeasures: performance.measure is missing here, nothing can be measured'),
  );
  Object.assign(performance, { measure });
});
