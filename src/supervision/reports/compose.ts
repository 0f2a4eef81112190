// Content of a report from what was gathered: pure. Sentences state figures and nothing else; every judgement is left to the
// author, marked as such.
import { composeBulletin } from './compose-bulletin.ts'
import { composeSelfExamination } from './compose-self-examination.ts'
import { composeWork } from './compose-work.ts'
import { composeZero } from './compose-zero.ts'
import type { ReportContent } from './content.ts'
import type { Gathered } from './gathered.ts'

export function compose(gathered: Gathered): ReportContent {
  switch (gathered.asked.kind) {
    case 'self_examination':
      return composeSelfExamination(gathered)
    case 'work':
      return composeWork(gathered)
    case 'bulletin':
      return composeBulletin(gathered)
    case 'zero':
      return composeZero(gathered)
  }
}
