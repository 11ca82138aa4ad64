import { describe, expect, jest, test } from '@jest/globals';
import { asyncDispose, Closing, dispose, symbolOf } from '../../src/contract/disposal.js';
import { allJobs } from '../support/promises.js';

describe('the symbols of disposal', () => {
  test('are those of the host', () => {
    expect([dispose, asyncDispose]).toStrictEqual([Symbol.dispose, Symbol.asyncDispose]);
  });

  test('where the host has none, are those of polyfills', () => {
    expect(symbolOf('dispose', {})).toBe(Symbol.for('Symbol.dispose'));
    expect(symbolOf('asyncDispose', {})).toBe(Symbol.for('Symbol.asyncDispose'));
  });
});

const failing = async (): Promise<never> => {
  throw new Error('no disk');
};

describe('a close that goes on after its call', () => {
  test('and fails, is told to who waits, as often as that is asked, and not warned about', async () => {
    const warning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const closing = new Closing('Close');
    closing.run(failing);
    await expect(closing.wait()).rejects.toThrow('no disk');
    await expect(closing.wait()).rejects.toThrow('no disk');
    expect(warning).not.toHaveBeenCalled();
    warning.mockRestore();
  });

  test('and fails where nobody waits, is warned about, whatever it fails with', async () => {
    const warning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    new Closing('Close').run(failing);
    new Closing('Close').run(() => Promise.reject(undefined));
    await allJobs();
    expect(warning.mock.calls.map(([message]) => message)).toStrictEqual([
      'Close: no disk, the close may be incomplete',
      'Close: undefined, the close may be incomplete',
    ]);
    warning.mockRestore();
  });

  test('and fails where a caller waits without asking how it ends, is over for that, and warned about', async () => {
    const warning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const closing = new Closing('Close');
    closing.run(failing);
    expect(await closing.over()).toBeUndefined();
    expect(warning).toHaveBeenCalledTimes(1);
    warning.mockRestore();
  });

  test('and fails with an error that names it already, is warned about by one name', async () => {
    const warning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    new Closing('Close').run(() => Promise.reject(new Error('Close: no disk')));
    await allJobs();
    expect(warning.mock.calls.map(([message]) => message)).toStrictEqual([
      'Close: no disk, the close may be incomplete',
    ]);
    warning.mockRestore();
  });

  test('and fails, is warned about where it was waited for only inside its call', async () => {
    const warning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const closing = new Closing('Close');
    closing.run(() => {
      void closing.wait();
      return failing();
    });
    await allJobs();
    expect(warning).toHaveBeenCalledTimes(1);
    warning.mockRestore();
  });

  test('that was never begun, is over', async () => {
    expect(await new Closing('Close').wait()).toBeUndefined();
  });
});
