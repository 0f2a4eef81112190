// The door of the assignments: what an upper procuratorate hands down, what a lower one makes of it, and the figures.
export {
  type AssignmentActed,
  type AssignmentInputs,
  actOnAssignment,
  assignmentNotFound,
  handDown,
} from './act.ts'
export { tellUnreplied } from './dues.ts'
export { assignmentLetter } from './letter.ts'
export {
  type AssignmentFilter,
  assignmentFigures,
  assignmentItems,
  listAssignments,
  showAssignment,
} from './read.ts'
export type { Assignments } from './room.ts'
