// Plays one case through the public API, from the dry run to the handover of the exhibits, each organ with a client of its
// own. Whatever is answered otherwise than the procedure says ends the play with a DemoFault.
import { z } from 'zod'
import { answers } from '../../../schemas/index.ts'
import type { Caller, Problem } from './caller.ts'
import { DemoFault } from './fault.ts'
import { type OrganKey, type OrganPlan, organs } from './organs.ts'
import { fileOf, letterOf, type MaterialLine, titleOf } from './papers.ts'
import type { Plot } from './plots.ts'
import type { PublishedRecord } from './records.ts'
import type { Screen } from './screen.ts'
import { type Acted, problemRows, tellStep } from './telling.ts'
import { upload } from './tus.ts'

export interface Stage {
  readonly screen: Screen
  readonly callers: Readonly<Record<OrganKey, Caller>>
  readonly documentNo: (sign: string, no?: number) => string
}

/** The case as the last step left it. */
export interface Played {
  readonly plot: Plot
  readonly transfer: Acted['transfer']
  readonly firstReceipt: NonNullable<Acted['receipt']>
}

export async function play(stage: Stage, plot: Plot, record: PublishedRecord): Promise<Played> {
  const scene = new Scene(stage, plot, record)
  const submitted = await scene.submit()
  const sender = organs[plot.sender]
  const police = organs[plot.police]
  const [, acceptor, chief] = police.officers.map(named)
  const { documentNo } = stage

  await scene.take(
    'police',
    'receipt_sign',
    { decidedBy: acceptor },
    '签收之时，公安机关的期限才起算。The police clocks start here, and not with the sending.',
  )
  for (const [index, { kind, title, zh, en }] of plot.rounds.entries()) {
    const round = index + 1
    const nth = `第 ${round} 轮补正 round ${round}`
    await scene.take('police', 'completeness_check', { missing: [{ kind, description: zh }] }, `${nth}：${zh}；${en}`)
    await scene.take(
      'sender',
      'supplement_notice_receipt',
      { round },
      `${nth}：移送机关签收补正通知，补正期限起算。The sender has the notice; its own clock starts.`,
    )
    const materials = [await scene.upload(kind, title)]
    await scene.take(
      'sender',
      'supplement_submission',
      { round, materials },
      `${nth}：补送 ${kind} ${title}；sent ${kind}`,
    )
  }
  const { refusedFor, charge } = plot
  await scene.take(
    'police',
    'filing_approved',
    {
      decidedBy: chief,
      documentNo: documentNo(plot.signs.filing),
      charges: [charge],
      ...(refusedFor && { suspects: ['s1'] }),
    },
    `对单位以${charge.name}立案。Filed against the company.`,
  )
  if (refusedFor)
    await scene.take(
      'police',
      'filing_refused',
      {
        decidedBy: chief,
        documentNo: documentNo(plot.signs.refusal),
        suspects: [refusedFor.suspect],
        ground: 'obviously_minor',
        reasons: refusedFor.zh,
      },
      `对其法定代表人不予立案：${refusedFor.zh}。Not filed against its representative: ${refusedFor.en}.`,
    )
  await scene.take(
    'sender',
    'filing_notice_receipt',
    {},
    '收到立案通知书，移交涉案物品的期限起算。The clock for handing over the exhibits starts.',
  )
  if (refusedFor)
    await scene.take(
      'sender',
      'non_filing_notice_receipt',
      {},
      '收到不予立案通知书，提请复议的期限起算。The clock for asking for reconsideration starts.',
    )
  const { transfer } = await scene.take(
    'sender',
    'exhibits_handover',
    {
      receivedBy: chief,
      handedOver: plot.seizedItems.map((item, i) => ({ item: i + 1, ...item })),
      place: '涉案财物保管场所（演示）',
    },
    `${plot.seizedItems.map((i) => `${i.name} ${i.quantity}${i.unit}`).join('、')}：当面清点，双方签字。Counted face to face: ${sender.entry.name} → ${police.entry.name}`,
  )
  if (transfer.status !== plot.endsAs)
    throw new DemoFault(`The case of ${plot.recordId} ended as ${transfer.status} instead of ${plot.endsAs}.`)
  if (submitted.receipt === null) throw new DemoFault('The submission was answered without a receipt.')
  return { plot, transfer, firstReceipt: submitted.receipt }
}

/** Name and certificate, as every act names its officers. */
const named = ({ name, certificateNo }: OrganPlan['officers'][number]) => ({ name, certificateNo })

class Scene {
  readonly #stage: Stage
  readonly #plot: Plot
  readonly #record: PublishedRecord
  #transferId = ''

  constructor(stage: Stage, plot: Plot, record: PublishedRecord) {
    this.#stage = stage
    this.#plot = plot
    this.#record = record
  }

  /** Dry run, a submission that is refused, the missing file, and the submission that is taken. */
  async submit(): Promise<Acted> {
    const { screen, callers, documentNo } = this.#stage
    const plot = this.#plot
    const caller = callers[plot.sender]
    const plan = organs[plot.sender]
    const { forgotten } = plot
    const materials: MaterialLine[] = []
    for (const kind of ['M1', 'M2', 'M3']) if (kind !== forgotten) materials.push(await this.upload(kind))
    const letter = () => letterOf(plot, this.#record, plan, documentNo(plot.signs.transfer), materials)

    const dry = await caller.post('/v1/transfers/check', letter(), 200, answers.checkAnswer)
    const [foreseen] = dry.problems
    if (dry.acceptable || foreseen?.code !== 'materials_missing')
      throw new DemoFault(`The dry run of a letter without ${forgotten} said ${JSON.stringify(dry)}.`)
    screen.block(`▸ 试提交 · dry run   [check]`, [
      ['谁 who', plan.entry.name],
      [
        '事由 what',
        `未附 ${forgotten} ${titleOf(forgotten)}；without ${forgotten}. 试提交不留存任何内容。Nothing is kept.`,
      ],
      ...problemRows(foreseen),
    ])
    const refused: Problem = await caller.post('/v1/transfers', letter(), 422, answers.problem)
    if (refused.code !== 'materials_missing') throw new DemoFault(`The refusal was ${refused.code}: ${refused.detail}`)
    screen.block(
      '✗ 缺材料提交，被拒绝 · submitted all the same, and refused',
      [['谁 who', plan.entry.name], ...problemRows(refused)],
      'yellow',
    )
    materials.push(await this.upload(forgotten))
    materials.sort((a, b) => (a.kind < b.kind ? -1 : 1))
    const complete = await caller.post('/v1/transfers/check', letter(), 200, answers.checkAnswer)
    if (!complete.acceptable)
      throw new DemoFault(`The dry run of the complete letter said ${JSON.stringify(complete)}.`)
    screen.say('✓ 补齐后再试提交：可以受理。The dry run of the complete letter: acceptable.', 'green', 2)
    const submitted = await caller.post('/v1/transfers', letter(), 201, answers.actedAnswer)
    this.#transferId = submitted.transfer.id
    const receiver = submitted.transfer.parts.find((p) => p.part === 'police_in_charge')?.agency.name
    await this.#tell(
      caller,
      submitted,
      `${letter().documentNo} → ${receiver}；材料齐全。公安期限尚未起算，签收后起算。Complete; no police clock runs before they sign for it.`,
    )
    return submitted
  }

  /** Takes a step in the name of one side and shows it. */
  async take(side: 'sender' | 'police', step: string, body: object, what: string): Promise<Acted> {
    const key = this.#plot[side]
    const caller = this.#stage.callers[key]
    const acted = await caller.post(
      `/v1/transfers/${this.#transferId}/steps/${step}`,
      { officers: organs[key].officers.slice(0, 1).map(named), ...body },
      200,
      answers.actedAnswer,
    )
    await this.#tell(caller, acted, what)
    return acted
  }

  /** Sends one file of the sender's and shows its digests. */
  async upload(kind: string, title = titleOf(kind)): Promise<MaterialLine> {
    const { screen, callers } = this.#stage
    const { name, bytes } = fileOf(this.#plot, this.#record, kind, title)
    const { id, size, sha256, sm3 } = await upload(callers[this.#plot.sender], name, bytes)
    screen.say(
      `↑ ${name} · ${size} 字节 bytes · SHA-256 ${sha256?.slice(0, 12)}… · SM3 ${sm3?.slice(0, 12)}…`,
      'dim',
      2,
    )
    return { id, kind: kind as MaterialLine['kind'], title, sha256: sha256 ?? '' }
  }

  /** The step as the timeline keeps it, articles and clocks with it. */
  async #tell(caller: Caller, acted: Acted, what: string): Promise<void> {
    const { version } = acted.transfer
    const page = await caller.get(
      `/v1/transfers/${this.#transferId}/timeline?cursor=${version - 1}&limit=1`,
      z.looseObject({ items: answers.eventList.shape.items }),
    )
    const [event] = page.items
    if (event?.version !== version) throw new DemoFault(`The timeline does not show version ${version}.`)
    tellStep(this.#stage.screen, event, acted, what)
  }
}
