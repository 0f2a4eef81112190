// The door of the labels: campaigns and listed supervision over cases, penalty cases and findings.
export { act, type LabelActed, type LabelInputs, labelNotFound, open } from './act.ts'
export { tellUnreported } from './dues.ts'
export { bearsLabel } from './parts.ts'
export {
  type LabelChange,
  type LabelFilter,
  labelChangesAfter,
  labelledIds,
  labelSeenBy,
  labelsOf,
  list,
  show,
  subjects,
} from './read.ts'
export { type LabelNotice, type Labels, type LabelsDeps, openLabels } from './room.ts'
