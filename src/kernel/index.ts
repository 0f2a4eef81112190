// The kernel's door: words every room needs and none owns.
export * from './canonical.ts'
export * from './ids.ts'
export * from './limits.ts'
export * from './mask.ts'
export * from './refusal.ts'
export * from './time.ts'
