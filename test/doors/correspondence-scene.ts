// Every operation of letters between organs, labels and assignments asked once, for the tests that hold answers against the
// contract: an upper procuratorate above the world's own writes to it and hands down to it.
import { uuidv7 } from '../../src/kernel/index.ts'
import { enrol, type Organ, type World } from '../world.ts'
import type { Asked, Reply } from './refusals.ts'

type Ask = (id: string, by: string, values?: Record<string, string>, asked?: Asked) => Promise<Reply>

/** The prefecture's procuratorate, put into the world as `upper`. */
export async function withUpper(w: World): Promise<void> {
  const organs = w.organs as Record<string, Organ>
  organs.upper = await enrol(w.db, 64, { kind: 'procuratorate', region: '450500', name: '北海市人民检察院（演示）' })
  // What a replica remembers of the registry is good for less than half a second.
  await new Promise((resolve) => setTimeout(resolve, 450))
}

/** `penaltyId`: one in the region of the world's own procuratorate. */
export async function askLetters(w: World, ask: Ask, penaltyId: string): Promise<void> {
  await withUpper(w)
  const officersOf = (by: string) => w.organ(by).officers.slice(0, 1)
  const to = (...names: string[]) => names.map((name) => w.organ(name).code)
  const made = async (id: string, by: string, body: object) =>
    ({ id: (await ask(id, by, {}, { body: { officers: officersOf(by), ...body } })).body.id ?? uuidv7() }) as {
      id: string
    }
  const on = (id: string, by: string, of: { id: string }, body: object = {}) =>
    ask(id, by, of, { body: { officers: officersOf(by), ...body } })

  const said = { title: '通知', text: '请办理。', dueOn: '2099-12-31' }
  const order = await made('sendCorrespondence', 'upper', { ...said, kind: 'instruction', to: to('procuratorate') })
  await on('signCorrespondence', 'procuratorate', order)
  await on('readCorrespondence', 'procuratorate', order)
  await ask('listOutstandingCorrespondence', 'upper')
  await on('answerCorrespondence', 'procuratorate', order, { text: '已办。' })
  await on('doneCorrespondence', 'procuratorate', order)
  await on('correctCorrespondence', 'upper', order, { text: '补充一点。' })
  for (const id of ['listCorrespondence', 'getCorrespondence']) await ask(id, 'upper', order)
  await on('closeCorrespondence', 'upper', order)
  const thread = await made('sendCorrespondence', 'upper', { ...said, kind: 'consultation', to: to('procuratorate') })
  await on('sayCorrespondence', 'procuratorate', thread, { text: '可以。' })
  await on('inviteCorrespondence', 'upper', thread, { to: to('market') })
  await on('withdrawCorrespondence', 'upper', thread, { reason: '重复' })

  const subjects = [{ kind: 'penalty', id: penaltyId }]
  const label = await made('openLabel', 'upper', {
    ...{ kind: 'listed', name: '挂牌督办', fromDay: '2026-01-01', dueOn: '2099-12-31', responsible: { name: '甲' } },
    members: to('procuratorate'),
  })
  await on('putLabel', 'procuratorate', label, { subjects, reason: '符合' })
  await ask('listLabels', 'upper')
  await ask('getLabel', 'upper', label)
  await ask('listLabelSubjects', 'upper', label)
  await on('takeOffLabel', 'procuratorate', label, { subjects, reason: '不符' })
  await on('changeLabel', 'upper', label, { reason: '改名', name: '督办' })
  await on('reportLabel', 'procuratorate', label, { text: '报告' })
  await on('endLabel', 'upper', label, { reason: '完成' })

  const handing = { to: w.organ('procuratorate').code, ...said, items: subjects }
  const task = await made('handDown', 'upper', handing)
  await on('signAssignment', 'procuratorate', task)
  await on('workAssignment', 'procuratorate', task, { results: [{ no: 1, result: 'verified', text: '属实' }] })
  await on('replyAssignment', 'procuratorate', task, { text: '回复' })
  await on('returnAssignment', 'upper', task, { reason: '再查' })
  await on('replyAssignment', 'procuratorate', task, { text: '再复' })
  await on('acceptAssignment', 'upper', task)
  for (const id of [
    'listAssignments',
    'getAssignmentFigures',
    'getAssignment',
    'listAssignmentItems',
    'getAssignmentLetter',
  ])
    await ask(id, 'upper', task)
  await on('withdrawAssignment', 'upper', await made('handDown', 'upper', handing), { reason: '误' })
}
