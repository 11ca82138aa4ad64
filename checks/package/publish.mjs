// What the registry needs of package.json and README, which a checkout does without.

/** @typedef {string | { url?: string }} Address */
/** @typedef {{ version: string, repository?: Address, homepage?: Address, bugs?: Address }} Manifest */

/** @param {Address | undefined} address of the web, as in package.json, where a repository may say `git+https:` and `.git` */
export function webAddress(address) {
  const text = (typeof address === 'string' ? address : address?.url) ?? '';
  const found = /^(?:git\+)?(https:\/\/[^\s/]+\.[^\s/]+\/?.*?)(?:\.git)?\/?$/.exec(text)?.[1];
  // What stands in examples is an address of nobody.
  return found === undefined || /\/\/(?:[^/]+\.)?(?:example|invalid|test)(?:\.[a-z]+)?(?:\/|$)/.test(found)
    ? undefined
    : found;
}

/** Why a package cannot be published. @param {Manifest} manifest @returns {string[]} */
export function publishFaults(manifest) {
  const consequences = {
    repository: "its page has no source, README's links are dead there, and it cannot prove where it was built",
    homepage: 'its page leads to no guide',
    bugs: 'nobody can report a fault',
  };
  return Object.entries(consequences).flatMap(([field, consequence]) => {
    const address = manifest[/** @type {keyof typeof consequences} */ (field)];
    return webAddress(address) === undefined
      ? `package.json: ${field}: expected a real https address, got ${JSON.stringify(address)}: ${consequence}`
      : [];
  });
}

/**
 * README as the page of a registry shows it, which knows no other file: links and pictures lead to the version's own.
 *
 * @param {string} readme
 * @param {Manifest} manifest
 */
export function registryReadme(readme, { repository, version }) {
  const base = webAddress(repository);
  const to = (/** @type {string} */ kind, /** @type {string} */ path) => `${base}/${kind}/v${version}/${path}`;
  return readme
    .replaceAll(/\b(src|srcset)="(?!https?:)([^"]+)"/g, (_, attribute, path) => `${attribute}="${to('raw', path)}"`)
    .replaceAll(/(!?)\[([^\]]*)\]\((?!https?:|#)([^)\s]+)\)/g, (_, mark, text, path) =>
      mark === '!' ? `![${text}](${to('raw', path)})` : `[${text}](${to('blob', path)})`,
    );
}
