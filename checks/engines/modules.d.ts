// What bundle.mjs makes of these names.
declare module 'engines:files' {
  export const files: { name: string; load: () => Promise<unknown> }[];
}
declare module 'engines:recipes' {}
declare const ENGINES_ENV: { SEED?: string; RUNS?: string };
