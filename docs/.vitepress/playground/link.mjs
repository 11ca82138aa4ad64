// A program in the part of an address behind #, which no server sees: compressed, as base64url.

const PREFIX = '#program=';
/** No program is longer; an address that unpacks to more is no link of this page. */
const MOST_BYTES = 200_000;

/** @param {string} program */
export async function linkOf(program) {
  const packed = new Blob([program]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  let binary = '';
  for (const byte of new Uint8Array(await new Response(packed).arrayBuffer())) binary += String.fromCharCode(byte);
  return PREFIX + btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The program that an address carries. @param {string} hash @throws Error where it carries one that cannot be read */
export async function programOf(hash) {
  if (!hash.startsWith(PREFIX)) return undefined;
  const binary = atob(hash.slice(PREFIX.length).replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let program = '';
  for (;;) {
    const { value, done } = await reader.read();
    program += decoder.decode(value, { stream: !done });
    if (done) return program;
    if (program.length > MOST_BYTES) throw new RangeError('the program is too long');
  }
}
