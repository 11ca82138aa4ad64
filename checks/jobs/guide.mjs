// The program that docs/scaling-out.md shows, run as its reader would.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { withProcesses } from './processes.mjs';

const program = fileURLToPath(new URL('../../examples/jobs/guide.mjs', import.meta.url));

export const guide = () =>
  withProcesses(async ({ redis }) => {
    const env = { ...process.env, REDIS_PORT: `${redis.address.port}` };
    const { stdout } = await promisify(execFile)(process.execPath, [program], { env, timeout: 20_000 });
    const lines = stdout.trim().split('\n');
    assert.deepEqual(
      lines.map((line) => line.replace(/"worker":\d+/, '"worker":1')),
      [
        '{"n":7,"square":49,"worker":1}',
        'order-17 {"step":1,"of":2,"worker":1}',
        'order-17 {"step":2,"of":2,"worker":1}',
        '{"n":8,"square":64,"worker":1}',
        'square: the file is locked (0x80070005)',
        'TimeoutError',
      ],
    );
  });
