// The door of the sinks: status and results of transfers, told to service platforms in their own form.
export { type SinkCarrier, type SinkDeps, sinkCarrier } from './carrier.ts'
export { type SinkDefinition, SinkFault, unmapped } from './definition.ts'
export * from './operate.ts'
export { localTime } from './template.ts'
