import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { openMediaFoundation } from 'begin-end/media-foundation';
import { addonRevision } from '../../src/media-foundation/native/addon.js';

const host = { platform: process.platform, arch: process.arch };
const pretend = (values: Partial<typeof host>) => {
  for (const [key, value] of Object.entries(values)) Object.defineProperty(process, key, { value });
};
const opening = (addon?: string) => (): unknown => openMediaFoundation(addon === undefined ? {} : { addon });
const refusal = (code: string, message: RegExp): unknown =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

/** A module that stands in for the addon. */
const standIn = (code: string): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'begin-end-addon-')), 'addon.cjs');
  writeFileSync(file, code);
  return file;
};

describe('openMediaFoundation', () => {
  afterEach(() => pretend(host));

  test('on another system says that there is no mfplat.dll, and what works there', () => {
    pretend({ platform: 'linux' });
    expect(opening()).toThrow(refusal('ERR_NO_MEDIA_FOUNDATION', /no mfplat\.dll on linux: .*begin-end\/platform/));
  });

  test('on an architecture that is not supported says which are', () => {
    pretend({ platform: 'win32', arch: 'ia32' });
    expect(opening()).toThrow(refusal('ERR_UNSUPPORTED_ARCHITECTURE', /ia32 is not supported: x64 and arm64 are/));
  });

  test('where the addon cannot be loaded says which one, and why', () => {
    pretend({ platform: 'win32', arch: 'x64' });
    expect(opening()).toThrow(
      refusal('ERR_NO_ADDON', /addon for win32-x64 cannot be loaded \(.*media_foundation\.node/),
    );
  });

  test.each([0, addonRevision + 1])('an addon of revision %d is refused by name', (revision) => {
    pretend({ platform: 'win32', arch: 'x64' });
    const file = standIn(`exports.revision = ${revision};`);
    const message = new RegExp(`revision ${revision}, this library needs ${addonRevision}: .*different versions`);
    expect(opening(file)).toThrow(refusal('ERR_NO_ADDON', message));
  });

  test('in a program without Node-API says so', () => {
    pretend({ platform: 'win32', arch: 'x64' });
    expect(opening(standIn(''))).toThrow(refusal('ERR_NO_ADDON', /found no Node-API/));
  });

  test('where mfplat.dll cannot be loaded says what N editions of Windows need', () => {
    pretend({ platform: 'win32', arch: 'arm64' });
    const file = standIn(`exports.revision = ${addonRevision}; exports.find = () => 0;`);
    expect(opening(file)).toThrow(refusal('ERR_NO_MEDIA_FOUNDATION', /Media Feature Pack/));
  });

  test('the addon in this package is of the revision that is needed', () => {
    const header = new URL('../../src/media-foundation/native/addon/revision.h', import.meta.url);
    const [, revision] = /#define ADDON_REVISION (\d+)/.exec(readFileSync(header, 'utf8'))!;
    expect(Number(revision)).toBe(addonRevision);
  });
});
