// What the drafts' room offers of approvals inside an organ.
export { type ApprovalActed, type Asked, actOnApproval, askForApproval, type CarriedOut, carriedOut } from './act.ts'
export { reviewerRole, type Signed, type Wish } from './lifecycle.ts'
export { type ApprovalsAsked, listApprovals, showApproval } from './read.ts'
