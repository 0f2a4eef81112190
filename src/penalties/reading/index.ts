// The door of the reading of penalty records: raw objects in, canonical records out. It knows layouts and the dirt of the
// field; it knows no database and no clock, and repairs nothing.
export type { Fault } from './draft.ts'
export { type DryRead, dryRead, type Trace } from './dry-read.ts'
export { parseExactly } from './exact-json.ts'
export { digestOf } from './keys.ts'
export { type FieldRule, isControl, type Layout, type Place } from './layout.ts'
export { allPlaces, MappingFault, mappedLayout } from './mapping.ts'
export { type Control, type Reading, readRecord } from './read.ts'
export { layoutOf, presets, type Recognised, recognise } from './recognise.ts'
