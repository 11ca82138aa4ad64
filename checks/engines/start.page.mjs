// Begins the run in a browser: in a window, or in a worker of any kind.
import { byFetch, run } from './run.mjs';
import { provideStandIns } from './stand-ins/all.mjs';

provideStandIns();
void run(byFetch(globalThis.location.origin));
