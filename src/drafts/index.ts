// The door of the drafts' room: letters in preparation. A draft is no act: its organ changes and removes it as it likes, and
// nobody else learns of it. It has a room of its own because clues, its neighbours before the case, are kept the other way.

export * from './approvals/index.ts'
export { type Begun, beginDraft } from './begin.ts'
export { changeDraft, removeDraft } from './change.ts'
export { listDrafts, showDraft } from './read.ts'
export { type DraftRow, type Drafts, type DraftsDeps, openDrafts, type Said } from './room.ts'
