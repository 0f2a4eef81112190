// Every operation of findings asked once, for the tests that hold answers against the contract.
import { inTransaction } from '../../db/index.ts'
import { uuidv7 } from '../../src/kernel/index.ts'
import { raise } from '../../src/supervision/index.ts'
import type { World } from '../world.ts'
import type { Asked, Reply } from './refusals.ts'

/** A finding about the market agency, as something raises it; gives its id. */
export async function raisedFinding(w: World, penaltyId = uuidv7()): Promise<string> {
  const now = new Date()
  const subject = `penalty:${uuidv7()}`
  await inTransaction(w.db.pool, (connection) =>
    raise(connection, now, [
      {
        ...{
          kind: 'not_transferred',
          subject,
          agencyId: w.organ('market').id,
          supervisorId: w.organ('procuratorate').id,
        },
        ...{ regionCode: '450502', level: 'county', domain: 'market', penaltyId, grade: 'orange' },
        ...{ detail: { rules: ['example'] }, since: now, dueAt: now },
      },
    ]),
  )
  const { rows } = await w.db.pool.query<{ id: string }>('select id from finding where subject = $1', [subject])
  return rows[0]?.id as string
}

export async function askFindings(
  w: World,
  ask: (id: string, by: string, values?: Record<string, string>, asked?: Asked) => Promise<Reply>,
): Promise<void> {
  const id = await raisedFinding(w)
  const said = (operation: string, by: string, more: object = {}) =>
    ask(operation, by, { id }, { body: { officers: w.organ(by).officers.slice(0, 1), ...more } })
  const urged = await said('urgeFinding', 'procuratorate', {
    requirements: '请说明情况',
    documentNo: '海检催〔2026〕9号',
  })
  await ask('findingLetter', 'market', { id, version: String(urged.body.version) })
  await said('explainFinding', 'market', { text: '正在办理。' })
  await said('contestFinding', 'procuratorate', { reasons: '理由不成立' })
  await said('explainFinding', 'market', { text: '补充说明。' })
  await said('acceptFinding', 'procuratorate')
  await said('actOnFinding', 'procuratorate', { means: 'meeting', text: '当面督促。' })
  await said('closeFinding', 'procuratorate', { because: 'handled', text: '已移送。' })
  await ask('getFinding', 'market', { id })
  await ask('listFindings', 'procuratorate')
}
