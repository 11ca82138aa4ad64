import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { test } from 'node:test';
import { E_ABORT, fromBeginEnd, toBeginEnd, whenEnded } from 'begin-end';
import { ManualPair } from 'begin-end/testing';
import { Effect, Fiber } from 'effect';

test('an interrupted effect asks the operation to stop, and a finalizer waits for its end', async () => {
  const pair = new ManualPair();
  const read = fromBeginEnd(pair);
  const order = [];

  const effect = Effect.suspend(() => {
    let reading;
    return Effect.tryPromise((signal) => (reading = read(5, { signal }))).pipe(
      Effect.ensuring(Effect.promise(async () => reading && whenEnded(reading))),
    );
  });
  const fiber = Effect.runFork(
    Effect.ensuring(
      effect,
      Effect.sync(() => order.push('the buffer is free')),
    ),
  );

  await pair.next();
  const interrupted = Effect.runPromise(Fiber.interrupt(fiber));
  await nextTurn();
  order.push(`${pair.cancelled.length} cancelled`);
  pair.last.fail(E_ABORT);
  await interrupted;
  assert.deepEqual(order, ['1 cancelled', 'the buffer is free']);
});

test('an effect, offered as Begin/End methods, is interrupted by Cancel', async () => {
  const order = [];
  const hour = Effect.onInterrupt(Effect.sleep('1 hour'), () => Effect.sync(() => order.push('interrupted')));
  const { begin, end, cancel } = toBeginEnd((options) => Effect.runPromise(hour, options), { passSignal: true });

  const result = await new Promise((resolve) => {
    cancel(begin(resolve, null));
  });
  assert.throws(() => end(result));
  assert.deepEqual(order, ['interrupted']);
});
