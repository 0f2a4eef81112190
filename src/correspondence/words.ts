// The names of the kinds of letters, as they stand in feeds, inboxes and lists.
import type { LetterKind } from './lifecycle.ts'

export const kindWords: Readonly<Record<LetterKind, { readonly zh: string; readonly en: string }>> = {
  instruction: { zh: '工作指令', en: 'instruction' },
  report: { zh: '工作汇报', en: 'report' },
  exchange: { zh: '工作交流', en: 'exchange' },
  consultation: { zh: '案件咨询', en: 'consultation' },
}
