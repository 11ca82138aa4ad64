import * as embedded from 'begin-end/platform';

import { Refusal } from './refusals.mjs';

/** @import { MediaPlatform } from 'begin-end/platform' */

/** The real one is loaded only where it is asked for: elsewhere than on Windows it is rarely there. */
/** @type {Record<string, () => MediaPlatform | Promise<MediaPlatform>>} */
const platforms = {
  embedded: () => embedded.createEmbeddedPlatform(),
  mfplat: async () => {
    const entry = 'begin-end/media-foundation';
    return (await import(entry)).openMediaFoundation();
  },
};

export const platformNames = Object.keys(platforms);

/** A platform by its name, started. @type {(name: string) => Promise<MediaPlatform>} */
export async function openPlatform(name) {
  const open = Object.hasOwn(platforms, name) ? platforms[name] : undefined;
  if (!open) throw new Refusal(`there is no platform '${name}', only ${platformNames.join(' and ')}`);
  try {
    const platform = await open();
    platform.MFStartup(embedded.MF_VERSION);
    return platform;
  } catch (error) {
    throw new Refusal(`the platform ${name} is not available: ${/** @type {Error} */ (error).message}`);
  }
}
