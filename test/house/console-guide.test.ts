// docs/console.md names every step of the procedure and where an officer finds it, as the console has it.
import { expect, test } from 'vitest'
import { hasForm, procedure } from '../../src/console/steps/rule.ts'
import { signable } from '../../src/console/steps/signing.ts'
import type { StepRule } from '../../src/procedure/index.ts'
import { read } from './sources.ts'

/** Where an officer takes a step, as paths of the console. */
function placesOf(step: string, rule: StepRule): string {
  if (rule.by.includes('gateway')) return 'by the gateway itself'
  if (step === 'letter_issued') return '`/console/cases/{id}/letters`'
  if (!hasForm(step)) return 'follows an act on the other case'
  // A criminal procedure that is new is a case that is new.
  const begins = rule.opening !== undefined && rule.from === 'new' && rule.track === 'criminal'
  const places = begins ? [] : [`\`/console/cases/{id}/steps/${step}\``]
  if (step === 'transfer_dispatch') places.unshift('`/console/submit`')
  else if (rule.opening !== undefined) places.push(`\`/console/begin/${step}\``)
  if (signable.has(step)) places.push('`/console/signing`')
  return places.join(', ')
}

const rows = Object.entries(procedure.steps as Readonly<Record<string, StepRule>>).map(
  ([step, rule]) => `| ${rule.zh} | ${rule.en} | ${placesOf(step, rule)} |`,
)

test('the guide to the console has each step of the table with its place', () => {
  const table = ['| 步骤 | Step | Where |', '|---|---|---|', ...rows].join('\n')
  const stands = /\| 步骤 \| Step \| Where \|[\s\S]*?(?=\n\n|$)/.exec(read('docs/console.md'))?.[0].trimEnd()
  // On a difference the table below is the one that the document should have.
  expect(stands).toBe(table)
})
