// Serves a folder on loopback, with a policy that refuses whatever is elsewhere: a page that wants it says so on its console.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

/** @type {Record<string, string>} */
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

const policy =
  "default-src 'self' 'unsafe-inline' data:; worker-src 'self' data:; script-src 'self' 'unsafe-inline' data: 'wasm-unsafe-eval'";

/** @param {string} folder @returns {Promise<{ origin: string, close: () => void }>} */
export async function serve(folder) {
  const server = createServer((request, response) => {
    response.setHeader('content-security-policy', policy);
    void answer(folder, request.url ?? '/', response);
  });
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(undefined));
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    origin: `http://127.0.0.1:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** @param {string} folder @param {string} url @param {import('node:http').ServerResponse} response */
async function answer(folder, url, response) {
  const { pathname } = new URL(url, 'http://localhost');
  // What leads out of the folder is normalized away.
  const path = normalize(decodeURIComponent(pathname.endsWith('/') ? `${pathname}index.html` : pathname));
  try {
    const content = await readFile(join(folder, path));
    response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
    response.end(content);
  } catch {
    response.statusCode = 404;
    response.end();
  }
}
