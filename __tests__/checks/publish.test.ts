import { describe, expect, test } from '@jest/globals';
import { publishFaults, registryReadme, webAddress } from '../../checks/package/publish.mjs';

const url = 'https://code.internal/owner/begin-end';
const manifest = {
  version: '1.2.3',
  repository: { url: `git+${url}.git` },
  homepage: url,
  bugs: { url: `${url}/issues` },
};

describe('publishFaults', () => {
  test('a package with all three addresses can be published', () => {
    expect(publishFaults(manifest)).toStrictEqual([]);
  });

  test.each(['repository', 'homepage', 'bugs'] as const)(
    'a package without %s cannot, and is told what follows',
    (field) => {
      const { [field]: _, ...rest } = manifest;
      expect(publishFaults(rest)).toStrictEqual([expect.stringContaining(`package.json: ${field}: expected`)]);
    },
  );
});

describe('webAddress', () => {
  test.each([`git+${url}.git`, `${url}.git`, `${url}/`])('%s is the page of the repository', (address) => {
    expect(webAddress({ url: address })).toBe(url);
  });

  test.each([
    undefined,
    '',
    'owner/begin-end',
    'http://code.internal/owner',
    'https://localhost/owner',
    'https://example.com/owner/begin-end',
    'https://begin-end.example',
    'https://begin-end.invalid/issues',
  ])('%p is no address', (address) => {
    expect(webAddress(address)).toBeUndefined();
  });
});

describe('registryReadme', () => {
  test.each([
    ['[a guide](docs/a.md#part)', `[a guide](${url}/blob/v1.2.3/docs/a.md#part)`],
    ['![a picture](a.svg)', `![a picture](${url}/raw/v1.2.3/a.svg)`],
    [
      '<source srcset="a-dark.svg" /><img src="a.svg" />',
      `<source srcset="${url}/raw/v1.2.3/a-dark.svg" /><img src="${url}/raw/v1.2.3/a.svg" />`,
    ],
  ])('%s leads to the version', (readme, shown) => {
    expect(registryReadme(readme, manifest)).toBe(shown);
  });

  test.each([
    '[a page](https://docs.internal/a)',
    '[a part](#part)',
    '<img src="https://docs.internal/a.svg" />',
    'f(a) [b] (c)',
  ])('%s stays', (readme) => {
    expect(registryReadme(readme, manifest)).toBe(readme);
  });
});
