// Names of codes are taught by a module with a side effect, which a bundler may not drop.
import { HResultError } from 'begin-end';
import { MF_E_NOT_FOUND } from 'begin-end/hresults';

console.log(new HResultError(MF_E_NOT_FOUND, 'BeginRead').message);
