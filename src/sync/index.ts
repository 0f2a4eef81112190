// The door of the exchange with service platforms and other gateways: sources are pulled, sinks are paid, both are
// compared, and a missing record is found the same day.
export * from './gaps.ts'
export * from './packages/index.ts'
export * from './reconcile/index.ts'
export * from './sinks/index.ts'
export * from './sources/index.ts'
