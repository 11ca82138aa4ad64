// What users' bundlers leave out: a function that is imported alone may not weigh more in a bundle from dist, where the adapters
// are one file, than in one from src, where each source is a module. More means that a statement at the top level of src
// seems to have an effect: a property that is read, a call without `/* @__PURE__ */`.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve, sep } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { build, transform } from 'esbuild';

// Only this check installs it: where types are checked, it may be missing.
const { rollup } = await import(createRequire(import.meta.url).resolve('rollup'));

/** Each imported alone, and by how much a bundle from dist may be larger: a share of it. */
const imports = { fromBeginEnd: 0.01, toBeginEnd: 0.01 };

/** @typedef {(entry: string, name: string, folder: string) => Promise<string>} Bundler */

/** @type {Record<string, Bundler>} */
const bundlers = {
  async esbuild(entry, name) {
    const { outputFiles } = await build({
      stdin: { contents: `export { ${name} } from ${JSON.stringify(entry)};`, resolveDir: '/' },
      bundle: true,
      write: false,
      format: 'esm',
      packages: 'external',
    });
    return outputFiles[0]?.text ?? '';
  },
  async rollup(entry, name, folder) {
    const { sideEffects } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const bundle = await rollup({
      input: 'entry',
      external: (/** @type {string} */ id) => /^[a-z]/.test(id) && id !== 'entry',
      onwarn: () => {},
      plugins: {
        name: 'as-users-have-it',
        resolveId(/** @type {string} */ id, /** @type {string | undefined} */ importer) {
          if (importer === undefined) return id;
          const isSource = importer.endsWith('.ts') || id.endsWith('.ts');
          const file = resolve(importer, '..', isSource ? id.replace(/\.js$/, '.ts') : id);
          const inPackage = `./${relative(folder, file).replaceAll(sep, '/')}`;
          return id.startsWith('.') || id === entry
            ? { id: file, moduleSideEffects: sideEffects.includes(inPackage) }
            : null;
        },
        load: (/** @type {string} */ id) =>
          id === 'entry' ? `export { ${name} } from ${JSON.stringify(entry)};` : null,
        transform: async (/** @type {string} */ code, /** @type {string} */ id) =>
          id.endsWith('.ts') ? (await transform(code, { loader: 'ts', target: 'es2022' })).code : null,
      },
    });
    return (await bundle.generate({ format: 'es' })).output[0].code;
  },
};

/** Bytes, minified and compressed. @type {(bundler: Bundler, entry: string, name: string, folder: string) => Promise<number>} */
async function sizeOf(bundler, entry, name, folder) {
  const { code } = await transform(await bundler(entry, name, folder), { minify: true, format: 'esm' });
  return brotliCompressSync(code).length;
}

/** @param {string} folder of the package, with its sources @returns {Promise<string[]>} */
export async function shakingFaults(folder) {
  const faults = [];
  for (const [tool, bundler] of Object.entries(bundlers)) {
    for (const [name, tolerance] of Object.entries(imports)) {
      const dist = await sizeOf(bundler, join(folder, 'dist', 'index.js'), name, folder);
      const src = await sizeOf(bundler, join(folder, 'src', 'index.ts'), name, folder);
      if (dist > src * (1 + tolerance))
        faults.push(`${name} alone, by ${tool}: ${dist} bytes from dist, ${src} from src`);
    }
  }
  return faults;
}
