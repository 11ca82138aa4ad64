// What bundle.mjs makes of this name.
declare module 'engines:files' {
  export const files: { name: string; load: () => Promise<unknown> }[];
}
