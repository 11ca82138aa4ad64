import { afterAll, afterEach, expect } from '@jest/globals';
import { setLostCallbackDetection, setMisuseHandler } from 'begin-end';

const misuses: string[] = [];
setMisuseHandler(({ message }) => misuses.push(message));
afterEach(() => expect(misuses.splice(0)).toEqual([]));

// An operation whose callback is lost rejects, where Node was started with `--expose-gc`.
setLostCallbackDetection(true);
const collecting = setInterval(() => globalThis.gc?.(), 50);
afterAll(() => clearInterval(collecting));
