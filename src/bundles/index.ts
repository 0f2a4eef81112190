// The door of the bundles: a case as one archive that proves itself offline, and the look that checks it.
export { type Bundle, type BundleDeps, compose } from './compose.ts'
// The archive's form, for packages between gateways.
export { derPath, heading, isStreamed, manifestPath, pemPath, signaturePath } from './format.ts'
export type { ProofsOf } from './inclusion.ts'
export { derOf, detached, kidOf, pemOf } from './signature.ts'
export { archiveOf, BundleFault, bundleStream, framed, sizeOf } from './stream.ts'
export { walk } from './verify/archive.ts'
export { type BundleReport, verifyBundle } from './verify/check.ts'
export { framesOf } from './verify/heading.ts'
export { detachedHolds, KeyFileFault, type Pinned, pinnedKeys } from './verify/keys.ts'
export { type Fault, Findings, faultLine } from './verify/report.ts'
export { chunksOf, type Source, sourceOf } from './verify/source.ts'
export { layoutOf, localHeader, localHeaderBytes } from './zip-form.ts'
