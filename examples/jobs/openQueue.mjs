// The connections to Redis that one side needs. Where Redis is away, all of them wait for it, and go on when it is back.
import { Queue, QueueEvents, QueueEventsProducer } from 'bullmq';

/** @import { EventEmitter } from 'node:events' */

/** @typedef {{ host: string, port: number }} Address */
/** @typedef {{ queue: Queue, events: QueueEvents, cancels: QueueEventsProducer, close: () => Promise<void> }} OpenQueue */

/** Cancels have a stream of their own, so that workers need not read what all jobs report. @param {string} name */
export const cancelsOf = (name) => `${name}-cancels`;

/** `maxRetriesPerRequest: null`: a command waits for Redis as long as it is away. @param {Address} address */
export const connectionTo = (address) => ({
  ...address,
  maxRetriesPerRequest: null,
  // Tries again soon at first, and every half second in the end.
  retryStrategy: (/** @type {number} */ times) => Math.min(times * 50, 500),
});

/**
 * A lost connection is an event of type error, which would be printed. It is made again; what waits for it is told nothing.
 *
 * @param {EventEmitter[]} connections
 */
export function reconnectSilently(...connections) {
  for (const connection of connections) connection.on('error', () => {});
}

/** @type {(name: string, address: Address) => OpenQueue} */
export function openQueue(name, address) {
  const connection = connectionTo(address);
  const queue = new Queue(name, { connection });
  const events = new QueueEvents(name, { connection });
  const cancels = new QueueEventsProducer(cancelsOf(name), { connection });
  const all = [queue, events, cancels];
  reconnectSilently(...all);
  return {
    queue,
    events,
    cancels,
    async close() {
      await Promise.all(all.map((one) => one.close()));
    },
  };
}
