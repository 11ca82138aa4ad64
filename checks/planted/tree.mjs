import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';

import { root } from '../setUp.mjs';

/** What ran, and how it ended; a program that took too long is one that failed. @typedef {{ passed: boolean, output: string, seconds: number }} Ran */

const left = new Set(['.git', 'node_modules', 'dist', 'coverage', 'prebuilds', 'results', 'patches', 'incremental']);

/** A copy of the tree, built, in which a patch can be applied and taken back. */
export class Tree {
  #folder = mkdtempSync(join(tmpdir(), 'begin-end-planted-'));

  constructor() {
    cpSync(root, this.#folder, { recursive: true, filter: (path) => path === root || !left.has(basename(path)) });
    symlinkSync(join(root, 'node_modules'), this.path('node_modules'), 'junction');
  }

  /** @param {string} name */
  path(name) {
    return join(this.#folder, name);
  }

  /** Builds dist, which checks the types as well. */
  build() {
    return this.run(process.execPath, ['scripts/build.mjs']);
  }

  /** @param {string} patch its file @param {...string} how */
  apply(patch, ...how) {
    return this.run('git', ['apply', ...how, patch], { GIT_CEILING_DIRECTORIES: tmpdir() });
  }

  /**
   * Runs a command in the copy; what it starts ends with it.
   *
   * @param {string} command
   * @param {string[]} args
   * @param {NodeJS.ProcessEnv} [env]
   * @returns {Promise<Ran>}
   */
  run(command, args, env = {}) {
    const start = performance.now();
    return new Promise((resolve, reject) => {
      const isPosix = process.platform !== 'win32';
      const child = spawn(command, args, {
        cwd: this.#folder,
        env: { ...process.env, ...env, CI: 'true', NO_COLOR: '1' },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: isPosix,
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8');
        stream.on('data', (/** @type {string} */ text) => {
          output = (output + text).slice(-100_000);
        });
      }
      const stop = () => {
        if (isPosix && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
        else child.kill();
      };
      const timer = setTimeout(stop, TOO_LONG);
      child.once('error', reject);
      child.once('close', (code) => {
        clearTimeout(timer);
        resolve({ passed: code === 0, output, seconds: (performance.now() - start) / 1000 });
      });
    });
  }

  remove() {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A fault may make a check run for ever. */
const TOO_LONG = 100_000;
