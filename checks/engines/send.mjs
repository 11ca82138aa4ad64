// How a program on Node, or on what has Node's modules, reports to the check.
import { request } from 'node:http';

/**
 * Not by `fetch`, which in Node starts timers that a test may take for its own.
 *
 * @param {string} origin where the check listens
 * @param {import('./outcome.mjs').Report} report
 * @returns {Promise<void>}
 */
export function send(origin, report) {
  return new Promise((resolve, reject) => {
    const sending = request(`${origin}/report`, { method: 'POST', agent: false }, (response) => {
      response.resume().on('end', resolve);
    });
    sending.on('error', reject).end(JSON.stringify(report));
  });
}
