import { E_INVALIDARG } from '../../contract/hresult.js';
import { HResultError } from '../../contract/HResultError.js';
import { MF_E_INVALID_WORKQUEUE } from '../../contract/hresults.js';
import {
  MF_MULTITHREADED_WORKQUEUE,
  MFASYNC_CALLBACK_QUEUE_LONG_FUNCTION,
  MFASYNC_CALLBACK_QUEUE_STANDARD,
} from '../constants.js';
import { describe } from '../../contract/arguments.js';
import { SerialQueue, type Replies } from './SerialQueue.js';
import type { ItemTarget } from './WorkItem.js';
import { WorkQueue, type WorkLoop } from './WorkLoop.js';

const firstPrivateId = 0x10001;
const lastPrivateId = 0xfffffffe;

/** Makes ids of allocated queues. An id is used again only once all others have been used. */
export class QueueIds {
  #last: number;

  constructor(last = firstPrivateId - 1) {
    this.#last = last;
  }

  next(isTaken: (id: number) => boolean): number {
    do this.#last = this.#last < lastPrivateId ? this.#last + 1 : firstPrivateId;
    while (isTaken(this.#last));
    return this.#last;
  }
}

/** Shared by all platforms, so that an id of one is unknown to the others. */
const allIds = /* @__PURE__ */ new QueueIds();

/** The work queues of one platform, by their ids. */
export class WorkQueues {
  readonly #loop: WorkLoop;
  readonly #replies: Replies;
  readonly #ids: QueueIds;
  /** By id, up to LONG_FUNCTION; ids that name no queue are the STANDARD queue. */
  readonly #system: WorkQueue[];
  readonly #private = new Map<number, { queue: ItemTarget; locks: number }>();

  constructor(loop: WorkLoop, replies: Replies, ids = allIds) {
    this.#loop = loop;
    this.#replies = replies;
    this.#ids = ids;
    this.#system = Array.from({ length: MFASYNC_CALLBACK_QUEUE_LONG_FUNCTION + 1 }, () => new WorkQueue(loop));
    this.#system[0] = this.#system[6] = this.standard;
  }

  get standard(): WorkQueue {
    return this.#system[MFASYNC_CALLBACK_QUEUE_STANDARD] as WorkQueue;
  }

  /** The queue of an id; `undefined` where there is none. */
  find(id: number): ItemTarget | undefined {
    if (isSystemId(id)) return this.#system[id] ?? this.standard;
    return this.#private.get(id)?.queue;
  }

  /** The queue of an id, or `MF_E_INVALID_WORKQUEUE`. */
  get(id: number, operation: string): ItemTarget {
    return this.find(id) ?? noQueue(id, operation);
  }

  allocate(type: number, operation: string): number {
    if (!(Number.isInteger(type) && type >= 0 && type <= MF_MULTITHREADED_WORKQUEUE)) {
      throw new HResultError(E_INVALIDARG, operation, { fault: `there is no queue type ${describe(type)}` });
    }
    return this.#add(new WorkQueue(this.#loop));
  }

  allocateSerial(target: number, operation: string): number {
    return this.#add(new SerialQueue(this.get(target, operation), this.#replies));
  }

  lock(id: number, operation: string): void {
    if (isSystemId(id)) return;
    this.#allocated(id, operation).locks++;
  }

  unlock(id: number, operation: string): void {
    if (isSystemId(id)) return;
    // The loop knows the queue: items that are on it still run.
    if (--this.#allocated(id, operation).locks === 0) this.#private.delete(id);
  }

  #add(queue: ItemTarget): number {
    const id = this.#ids.next((candidate) => this.#private.has(candidate));
    this.#private.set(id, { queue, locks: 1 });
    return id;
  }

  #allocated(id: number, operation: string): { locks: number } {
    return this.#private.get(id) ?? noQueue(id, operation);
  }
}

const isSystemId = (id: unknown): boolean => typeof id === 'number' && (id & 0xffff) === id;

function noQueue(id: unknown, operation: string): never {
  const name = typeof id === 'number' ? `0x${id.toString(16)}` : describe(id);
  throw new HResultError(MF_E_INVALID_WORKQUEUE, operation, { fault: `there is no work queue ${name}` });
}
