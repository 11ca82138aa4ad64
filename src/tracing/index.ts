/**
 * Operations as traces: observers that write what tools can show.
 *
 * @module begin-end/tracing
 */
export { createOperationMeasures, type OperationMeasuresOptions } from './createOperationMeasures.js';
export { createOperationTrace, type OperationTrace, type TraceEvent } from './createOperationTrace.js';
