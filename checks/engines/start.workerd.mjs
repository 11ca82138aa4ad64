// Begins the run in workerd: `workerd test` calls it.
import { byFetch, run } from './run.mjs';
import { provideStandIns } from './stand-ins/all.mjs';

provideStandIns();

export default { test: (/** @type {unknown} */ _, /** @type {{ ORIGIN: string }} */ env) => run(byFetch(env.ORIGIN)) };
