// The globals of Node that tests use. The library must not see them: it asks `globalThis` for `process`.
export { default as process } from 'node:process';
