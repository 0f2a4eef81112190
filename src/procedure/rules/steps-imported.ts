// What is taken over from another platform: the entries that the gateway makes of it, which nobody can take by a door, and
// what becomes of a period or a task that was open then. Only a person starts such a period.
import { stepInputs } from '../../../schemas/index.ts'
import type { Rows } from './row.ts'
import { everybody } from './steps-evidence.ts'

export const importedSteps = {
  imported_record: {
    row: 'case_keeping',
    zh: '原平台记录',
    en: 'an entry of the older platform',
    basis: ['XJ 16'],
    confidence: 'contract',
    by: ['gateway'],
    track: 'record',
    from: 'any',
    to: 'kept',
    input: stepInputs.imported_record,
  },
  imported_state: {
    row: 'case_keeping',
    zh: '按原平台所载状态登记',
    en: 'a state as the older platform has it',
    basis: ['XJ 16'],
    confidence: 'contract',
    by: ['gateway'],
    track: 'record',
    from: 'any',
    to: 'kept',
    input: stepInputs.imported_state,
  },
  imported_duty_started: {
    row: 'case_keeping',
    zh: '启动接管前未结期限',
    en: 'a period of before the take-over starts',
    basis: ['XJ 16'],
    confidence: 'contract',
    by: everybody,
    track: 'record',
    from: 'any',
    to: 'kept',
    onlyImported: true,
    startsNamed: true,
    needs: ['entriesThere', 'notInTheFuture'],
    visibleTo: 'as_the_entry',
    input: stepInputs.imported_duty_started,
  },
  imported_duty_dismissed: {
    row: 'case_keeping',
    zh: '接管前待办不再办理',
    en: 'a task of before the take-over is not taken up',
    basis: ['XJ 16'],
    confidence: 'contract',
    by: everybody,
    track: 'record',
    from: 'any',
    to: 'kept',
    onlyImported: true,
    needs: ['entriesThere'],
    visibleTo: 'as_the_entry',
    input: stepInputs.imported_duty_dismissed,
  },
} as const satisfies Rows
