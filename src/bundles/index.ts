// The door of the bundles: a case as one archive that proves itself offline, and the look that checks it.
export { type Bundle, type BundleDeps, compose } from './compose.ts'
export type { ProofsOf } from './inclusion.ts'
export { archiveOf, BundleFault, bundleStream, sizeOf } from './stream.ts'
export { type BundleReport, verifyBundle } from './verify/check.ts'
export { KeyFileFault, type Pinned, pinnedKeys } from './verify/keys.ts'
export { type Fault, faultLine } from './verify/report.ts'
