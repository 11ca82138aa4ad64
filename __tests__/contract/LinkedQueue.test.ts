import { describe, expect, test } from '@jest/globals';
import { LinkedQueue } from '../../src/contract/LinkedQueue.js';

interface Element {
  readonly name: string;
  next: Element | undefined;
}

const element = (name: string): Element => ({ name, next: undefined });

describe('a linked queue', () => {
  test('elements, taken out, come in the order in which they went in', () => {
    const queue = new LinkedQueue<Element>();
    for (const name of ['a', 'b', 'c']) queue.push(element(name));
    expect([queue.shift()?.name, queue.shift()?.name, queue.shift()?.name]).toStrictEqual(['a', 'b', 'c']);
  });

  test('an empty one gives undefined', () => {
    expect(new LinkedQueue<Element>().shift()).toBeUndefined();
  });

  test('one that was emptied is empty, and takes elements again', () => {
    const queue = new LinkedQueue<Element>();
    queue.push(element('a'));
    queue.shift();
    expect(queue.isEmpty).toBe(true);
    queue.push(element('b'));
    expect(queue.isEmpty).toBe(false);
    expect(queue.shift()?.name).toBe('b');
  });

  test('one that is not yet empty takes elements behind those that it has', () => {
    const queue = new LinkedQueue<Element>();
    for (const name of ['a', 'b']) queue.push(element(name));
    queue.shift();
    queue.push(element('c'));
    expect([queue.shift()?.name, queue.shift()?.name]).toStrictEqual(['b', 'c']);
  });

  test('an element that was taken out holds on to none that followed it', () => {
    const queue = new LinkedQueue<Element>();
    const first = element('a');
    queue.push(first);
    queue.push(element('b'));
    queue.shift();
    expect(first.next).toBeUndefined();
  });
});
