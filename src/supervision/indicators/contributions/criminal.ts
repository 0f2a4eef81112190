// From the referral for prosecution to the judgment: cases and persons.
import { type Contribution, contribution } from './contribution.ts'
import { everReached, type Life } from './life.ts'

const guilty = ['judged_convicted', 'judged_exempted']

export function* criminal(life: Life): Generator<Contribution, void> {
  const referred = everReached(life, ['referred_for_prosecution'])
  if (referred !== undefined) {
    const indicted = everReached(life, ['indicted'])
    yield contribution(life, 'prosecution_rate', {
      ...{ at: referred.first.at, n: indicted !== undefined, by: [referred.first, indicted?.first] },
      ...{ personsD: referred.who.size, personsN: indicted?.who.size ?? 0 },
    })
  }
  const judged = everReached(life, [...guilty, 'judged_acquitted'])
  if (judged !== undefined) {
    const convicted = everReached(life, guilty)
    yield contribution(life, 'conviction_rate', {
      ...{ at: judged.first.at, n: convicted !== undefined, by: [judged.first, convicted?.first] },
      ...{ personsD: judged.who.size, personsN: convicted?.who.size ?? 0 },
    })
  }
}
