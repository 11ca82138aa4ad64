// How esbuild bundles TypeScript of this repository, which Node runs next.

/** @satisfies {import('esbuild').BuildOptions} */
export const nodeBundle = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'error',
};
