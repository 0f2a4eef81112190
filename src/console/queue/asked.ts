// What the queue's pages ask the API for, as it answers.
export interface OrganShown {
  readonly id: string
  readonly name: string | null
}

export interface WorkShown {
  readonly transferId: string
  readonly key: string
  readonly documentNo: string
  readonly caseName: string
  readonly zh: string
  readonly en: string
  readonly why: { readonly zh: string; readonly en: string }
  readonly steps: readonly {
    readonly step: string
    readonly zh: string
    readonly en: string
    readonly decidedBy?: string
  }[]
  readonly kind?: 'right' | 'wait'
  readonly basis: readonly string[]
  readonly since?: string
  readonly dueAt?: string
  readonly breachAt?: string
  readonly provisional?: true
  readonly advisory?: true
  readonly yours?: boolean
  readonly owners: readonly OrganShown[]
  readonly others: readonly OrganShown[]
  readonly to?: { readonly zh: string; readonly en: string }
}

export type WorkCounts = Readonly<
  Record<'todo' | 'waiting' | 'upTo' | 'overdue' | 'urgent' | 'soon' | 'watch' | 'calm', number>
>

export interface WorkPage {
  readonly items: readonly WorkShown[]
  readonly waiting?: readonly WorkShown[]
  readonly counts?: WorkCounts
  readonly day: {
    readonly date: string
    readonly rest: boolean
    readonly holiday: {
      readonly name: string
      readonly from: string
      readonly to: string
      readonly resumes: string
    } | null
  }
  readonly next: string | null
}

export interface InboxShown {
  readonly cursor: string
  readonly kind: string
  readonly id: string
  readonly version: number
  readonly at: string
  readonly grade: 'notice' | 'yellow' | 'orange' | 'red'
  readonly zh: string
  readonly en: string
  readonly number: string | null
  readonly dueAt: string | null
  readonly read: boolean
}

export interface InboxPage {
  readonly items: readonly InboxShown[]
  readonly counts: { readonly unread: number }
  readonly next: string | null
}

export interface ApprovalShown {
  readonly id: string
  readonly kind: 'submission' | 'step' | 'opening'
  readonly transferId: string | null
  readonly step: string
  readonly documentNo: string | null
  readonly caseName: string | null
  readonly preparedBy: { readonly name: string }
  readonly reachedHeadAt: string | null
  readonly updatedAt: string
  readonly available: readonly string[]
}

export interface LetterShown {
  readonly id: string
  readonly title: string
  readonly from: OrganShown
  readonly sentAt: string
  readonly dueOn?: string
  readonly case?: { readonly transferId?: string }
}

export interface AssignmentShown {
  readonly id: string
  readonly title: string
  readonly from: OrganShown
  readonly handedAt: string
  readonly dueOn: string
  /** Only while a reply is owed. */
  readonly daysLeft?: number
}

export interface FindingShown {
  readonly id: string
  readonly zh: string
  readonly en: string
  readonly agency: OrganShown | null
  readonly transferId?: string
  readonly basis: readonly string[]
  readonly dueAt: string | null
  readonly raisedAt: string
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | null
}

export interface CaseHead {
  readonly id: string
  readonly documentNo: string
  readonly caseNameMasked: string
  readonly domain: string
  readonly status: string
  readonly createdAt: string
  readonly part: string
  readonly ended: boolean
  readonly parts: readonly { readonly part: string; readonly agency: OrganShown }[]
  readonly nextDue?: {
    readonly rule: string
    readonly anchorAt: string
    readonly dueAt: string
    readonly breachAt: string
  }
}
