// The first program of docs/media-foundation.md: it reads itself.
import { fileURLToPath } from 'node:url';
import { fromBeginEnd } from 'begin-end';
import {
  MF_ACCESSMODE_READ,
  MF_FILEFLAGS_NONE,
  MF_OPENMODE_FAIL_IF_NOT_EXIST,
  MF_VERSION,
  openMediaFoundation,
} from 'begin-end/media-foundation';

const mf = openMediaFoundation();
mf.MFStartup(MF_VERSION);
const path = fileURLToPath(import.meta.url);
const file = mf.MFCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE, path);
const { read } = fromBeginEnd(file);
const bytes = new Uint8Array(1024);
console.log(await read(bytes, bytes.length), 'of', file.GetLength(), 'bytes');
file[Symbol.dispose]();
mf.MFShutdown();
console.log('Done.');
