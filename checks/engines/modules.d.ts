// What bundle.mjs makes of these names.
declare module 'engines:files' {
  export const files: { name: string; load: () => Promise<unknown> }[];
}
declare module 'engines:recipes' {}
