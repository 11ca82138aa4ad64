import { afterEach, describe, expect, test } from '@jest/globals';
import { openMediaFoundation } from 'begin-end/media-foundation';

const host = { platform: process.platform, arch: process.arch };
const pretend = (values: Partial<typeof host>) => {
  for (const [key, value] of Object.entries(values)) Object.defineProperty(process, key, { value });
};
const opening = (koffi?: unknown) => () => openMediaFoundation(koffi === undefined ? {} : { koffi });
const refusal = (code: string, message: RegExp): unknown =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

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

  test('without koffi says what to install', () => {
    pretend({ platform: 'win32', arch: 'x64' });
    expect(opening()).toThrow(refusal('ERR_NO_KOFFI', /npm install koffi@3/));
  });

  test.each(['2.9.0', '3.2.9', '4.0.0'])('with koffi %s says which version is needed', (version) => {
    pretend({ platform: 'win32', arch: 'x64' });
    expect(opening({ version })).toThrow(refusal('ERR_NO_KOFFI', /koffi .* is not supported: install koffi@3\.3/));
  });

  test('where mfplat.dll cannot be loaded says what N editions of Windows need', () => {
    pretend({ platform: 'win32', arch: 'arm64' });
    const koffi = {
      version: '3.3.4',
      config() {},
      load() {
        throw new Error('not found');
      },
    };
    expect(opening(koffi)).toThrow(refusal('ERR_NO_MEDIA_FOUNDATION', /Media Feature Pack/));
  });
});
