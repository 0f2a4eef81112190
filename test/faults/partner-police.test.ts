// The simulated police against the real gateway: whatever it does wrong, each case it works on is signed for once and
// decided once, and it is answered as the contract says.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startPolice } from '../partner.ts'
import { world } from '../world.ts'

const w = await world()
const directory = mkdtempSync(join(tmpdir(), 'xianjie-police-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const organ = w.organ('police')
const keyFile = join(directory, 'police.jwk')
writeFileSync(keyFile, JSON.stringify(organ.privateJwk), { mode: 0o600 })
const [officer] = organ.officers
const words = [
  ['--gateway', w.gateway.url],
  ['--client', organ.clientId],
  ['--key', keyFile],
  ['--officer', `${officer?.name}:${officer?.certificateNo}`],
  ['--chief', `${organ.chief.name}:${organ.chief.certificateNo}`],
  ['--poll-ms', '20'],
].flat()

const stepsOf = async (id: string): Promise<string[]> => {
  const { body } = await w.ask<{ items: { step: string }[] }>('police', 'GET', `/v1/transfers/${id}/timeline`)
  return body.items.map(({ step }) => step)
}
const decisions = ['filing_approved', 'filing_refused']

test('a police that behaves signs for and decides every case that reaches it', async () => {
  const { id } = (await w.submit()).transfer
  const police = startPolice([...words, '--idle-seconds', '1', '--manners', '{"refuse":1}'])
  const { code, summary } = await police.ended
  expect(summary).toMatchObject({ cases: 1, acts: { receipt_sign: 1, filing_refused: 1 }, surprises: [] })
  expect(code).toBe(0)
  expect(await stepsOf(id)).toEqual(expect.arrayContaining(['transfer_dispatch', 'receipt_sign', 'filing_refused']))
})

test('one that repeats itself, cuts its answers and comes with old versions decides each case once all the same', async () => {
  const ids: string[] = []
  for (let i = 0; i < 8; i++) ids.push((await w.submit()).transfer.id)
  const manners = {
    repeat: 0.7,
    repeatWithoutKey: 0.7,
    cutAnswer: 0.5,
    stale: 0.7,
    incomplete: 0.4,
    lateMs: 5,
    seed: 4,
  }
  const { code, summary } = await startPolice([...words, '--idle-seconds', '1', '--manners', JSON.stringify(manners)])
    .ended
  expect(summary.surprises).toEqual([])
  expect(code).toBe(0)
  for (const id of ids) {
    const steps = await stepsOf(id)
    expect(steps.filter((s) => s === 'receipt_sign')).toHaveLength(1)
    expect(steps.filter((s) => decisions.includes(s))).toHaveLength(1)
  }
  for (const how of ['repeat', 'repeat_without_key', 'cut_answer', 'stale'])
    expect(summary.misdeeds[how], how).toBeGreaterThan(0)
})

test('one that vanishes leaves its cases where they are, and one whose clock is wrong is not let in', async () => {
  const { id } = (await w.submit()).transfer
  const gone = startPolice([...words, '--idle-seconds', '1', '--manners', '{"vanish":1}'])
  expect((await gone.ended).summary.acts).toEqual({})
  const early = startPolice([...words, '--manners', '{"clockSkewMs":-3600000}'])
  await expect.poll(() => early.deeds[0], { timeout: 20_000 }).toEqual({ event: 'not_let_in', status: 401 })
  early.stop()
  expect((await early.ended).summary).toMatchObject({ cases: 0, acts: {} })
  expect(await stepsOf(id)).not.toContain('receipt_sign')
})
