// What goes wrong, in one line.

/** What the demo itself has to say against its input; the message says it all. */
export class Refusal extends Error {}

/** @type {Record<string, string>} */
const words = {
  EACCES: 'it may not be read',
  EINVAL: 'it is not a regular file',
  EISDIR: 'it is a folder, not a file',
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EPERM: 'it may not be read',
};

/** @param {unknown} error @param {string} path */
export function refusalOf(error, path) {
  const { code } = /** @type {{ code?: string }} */ (/** @type {Error} */ (error).cause ?? error);
  const reason = words[code ?? ''];
  return reason === undefined ? error : new Refusal(`${path}: ${reason}`);
}

/** @param {unknown} error */
export const wordsOf = (error) => (error instanceof Error ? error.message : String(error));
