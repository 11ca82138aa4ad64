// Runs a program of Node under Wine: `node checks/wine/run.mjs program.mjs …`, whose options are the program's, or, as a
// function, `runUnderWine`.
//
// A crash of the Windows process may end with exit code 0. So every program of ours writes a closing line as the last thing
// it does, and who runs it demands that line.
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { commandOf } from '../arguments.mjs';
import { findWine, nodeExe, wineEnvironment } from './paths.mjs';
import { NotPossibleHere, setUpWine } from './setup.mjs';

/**
 * @param {string[]} args what node.exe gets
 * @param {{ env?: Record<string, string>, cwd?: string, timeout?: number, node?: string, exe?: string, signal?: AbortSignal }} options
 *   timeout in milliseconds; signal: ends the program, as if its time were over
 * @returns {Promise<{ code: number | null, signal: string | null, stdout: string, stderr: string, timedOut: boolean }>}
 */
export async function runUnderWine(args, { env = {}, cwd, timeout = 300_000, node, exe, signal: stop } = {}) {
  // Node for Windows cannot open inherited pipes of Linux (EBADF); files it can.
  const folder = mkdtempSync(join(tmpdir(), 'begin-end-wine-'));
  const files = ['out', 'err'].map((name) => join(folder, name));
  const [out, err] = files.map((file) => openSync(file, 'w'));
  try {
    const child = spawn(findWine(), [exe ?? nodeExe(node), ...args], {
      cwd,
      env: wineEnvironment(env),
      stdio: ['ignore', out, err],
    });
    let timedOut = false;
    const kill = () => {
      timedOut = true;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(kill, timeout);
    stop?.addEventListener('abort', kill);
    const [code, signal] = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (...end) => resolve(end));
    });
    clearTimeout(timer);
    const [stdout, stderr] = files.map((file) => readFileSync(file, 'utf8').replaceAll('\r\n', '\n'));
    return { code, signal, stdout, stderr, timedOut };
  } finally {
    closeSync(out);
    closeSync(err);
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const command = commandOf('node checks/wine/run.mjs', 'Runs a program of Node under Wine.')
    .argument('<program>')
    .argument('[arguments...]', 'what the program gets')
    .passThroughOptions()
    .parse();
  try {
    setUpWine({ say: console.error });
    const { code, stdout, stderr, timedOut } = await runUnderWine(command.args);
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    process.exitCode = timedOut ? 124 : (code ?? 1);
  } catch (error) {
    console.error(error.message);
    process.exitCode = error instanceof NotPossibleHere ? 2 : 1;
  }
}
