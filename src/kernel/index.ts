// The kernel's door: words every room needs and none owns.

export * from './acting.ts'
export { type Network, parseNetworks } from './addresses.ts'
export { callerAddress } from './caller.ts'
export * from './canonical.ts'
export * from './ids.ts'
export * from './limits.ts'
export * from './line.ts'
export * from './mask.ts'
export * from './outbound.ts'
export * from './refusal.ts'
export * from './sealing.ts'
export * from './time.ts'
