/** Operations as traces: observers that write what tools can show. */
export { createOperationMeasures, type OperationMeasuresOptions } from './createOperationMeasures.js';
export { createOperationTrace, type OperationTrace, type TraceEvent } from './createOperationTrace.js';
