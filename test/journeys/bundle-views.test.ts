// Bundles of one case for several organs: each holds, each has what its organ sees and the bare commitment of the rest, and
// all share one chain. Nothing sealed, and nothing of what came after the last entry that is seen, is in them.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { fetchBundle, holds, workshop } from '../doors/bundle-scene.ts'
import { allVerify, caseOf, headOf, persons, see, take, timedWorld, told, upload } from '../doors/procedure-scene.ts'

vi.setConfig({ testTimeout: 180_000 })
const w = await timedWorld()
afterAll(() => allVerify(w))
const at = workshop()

interface ChainLine {
  readonly version: number
  readonly commitment: string
  readonly link: string
  readonly salt?: string
  readonly shown: 'whole' | 'part' | 'sealed'
}

const within = (zip: string, path: string) =>
  execFileSync('unzip', ['-p', at(zip), path], { maxBuffer: 1e9 }).toString()

/** The bundle of an organ, found whole, with its chain. */
async function bundleOf(organ: string, id: string) {
  const zip = `${organ}.zip`
  const bytes = await fetchBundle(w, organ, id, at(zip))
  const report = await holds(at(zip))
  const { entries } = JSON.parse(within(zip, 'chain.json')) as { entries: ChainLine[] }
  return { zip, bytes, report, entries, read: (path: string) => within(zip, path) }
}

/** Three files that are really there, so that a bundle of the case can be made. */
const realFiles = async (word: string) =>
  Promise.all(['M1', 'M2', 'M3'].map((kind) => upload(w, 'market', `${word} ${kind}`, kind)))

describe('a case with sealed entries', () => {
  test('gives each organ a bundle that holds, over the same chain', async () => {
    const id = await caseOf(w, 'filed', { suspects: persons('钱某', '孙某'), materials: await realFiles('甲') })
    await take(w, 'police', id, 'arrest_request', {}, { mark: '密一' })
    await take(w, 'procuratorate', id, 'arrest_approved', {}, { mark: '密二' })
    await take(w, 'police', id, 'prosecution_referral')
    await take(w, 'procuratorate', id, 'supplementary_investigation_criminal', {}, { mark: '密三' })
    const { version } = await see(w, 'market', id)
    const [market, procuratorate] = [await bundleOf('market', id), await bundleOf('procuratorate', id)]

    expect(procuratorate.entries.every((e) => e.shown === 'whole')).toBe(true)
    expect(procuratorate.entries.length).toBeGreaterThan(version)
    // What is sealed at the end is not even counted; what is sealed before is a bare commitment.
    expect(market.entries).toHaveLength(version)
    expect(market.entries.filter((e) => e.shown === 'sealed').map((e) => e.version)).toEqual([4, 5])
    for (const [i, { salt, shown, ...line }] of market.entries.entries()) {
      const { salt: known, shown: _, ...other } = procuratorate.entries[i] as ChainLine
      expect(line).toEqual(other)
      expect(salt).toBe(shown === 'whole' ? known : undefined)
    }
    expect(market.report.checked).toMatchObject({ sealed: 2, entries: version - 2 })
    for (const mark of ['密一', '密二', '密三']) expect(market.bytes.includes(mark)).toBe(false)
    for (const mark of ['密一', '密二', '密三']) expect(procuratorate.bytes.includes(mark)).toBe(true)
    for (const { version: sealed, salt } of procuratorate.entries.filter((e) => [4, 5].includes(e.version))) {
      expect(market.bytes.includes(String(salt))).toBe(false)
      expect(market.report.faults).toEqual([])
      expect(market.read('manifest.json')).not.toContain(`events/${String(sealed).padStart(6, '0')}`)
    }
  })

  test('an organ that left sees it as it stood, whatever was done since', async () => {
    const id = await caseOf(w, 'received', { materials: await realFiles('乙') })
    await take(w, 'police', id, 'onward_transfer_police', { to: w.organ('foreignPolice').code })
    const left = await see(w, 'police', id)
    await take(w, 'foreignPolice', id, 'receipt_sign', { decidedBy: headOf(w, 'foreignPolice') })
    await take(w, 'foreignPolice', id, 'completeness_check', {})
    const police = await bundleOf('police', id)
    expect(police.report).toMatchObject({ transfer: { version: left.version }, viewer: { ended: true } })
    const present = await bundleOf('foreignPolice', id)
    expect(present.entries.length).toBe(left.version + 2)
    expect(present.entries.slice(0, left.version).map((e) => e.link)).toEqual(police.entries.map((e) => e.link))
  })

  test('an entry that was opened later stands in its place', async () => {
    const id = await caseOf(w, 'filed', { suspects: persons('李某'), materials: await realFiles('丙') })
    await take(w, 'police', id, 'arrest_request', {}, { mark: '密四' })
    await take(w, 'procuratorate', id, 'arrest_approved', {}, { mark: '密五' })
    await take(w, 'police', id, 'prosecution_referral')
    expect((await bundleOf('market', id)).report.checked.sealed).toBe(2)
    await take(w, 'police', id, 'entry_disclosure', { to: w.organ('market').code, discloseVersions: [4] })
    const market = await bundleOf('market', id)
    expect(market.entries.map((e) => e.shown).slice(3, 5)).toEqual(['whole', 'sealed'])
    expect(market.read('events/000004.json')).toContain('密四')
  })

  test('an entry that starts a period of one organ alone is shown to the others without it', async () => {
    const id = await caseOf(w, 'referred', { suspects: persons('周某'), materials: await realFiles('丁') })
    const { version } = await take(w, 'procuratorate', id, 'non_prosecution', told(w, 'non_prosecution'))
    const [market, procuratorate] = [await bundleOf('market', id), await bundleOf('procuratorate', id)]
    expect(procuratorate.entries[version - 1]?.shown).toBe('whole')
    expect(procuratorate.read(`events/${String(version).padStart(6, '0')}.json`)).toContain('np_internal_handover:')
    expect(market.entries[version - 1]).toMatchObject({ shown: 'part' })
    expect(market.entries[version - 1]).not.toHaveProperty('salt')
    expect(market.report.checked.inPart).toBe(1)
    expect(market.read(`events/${String(version).padStart(6, '0')}.part.json`)).toContain('non_prosecution')
    expect(market.bytes.includes('np_internal_handover:')).toBe(false)
  })
})

test('the look needs nothing but the file', async () => {
  const id = await caseOf(w, 'received', { materials: await realFiles('戊') })
  await fetchBundle(w, 'procuratorate', id, at('alone.zip'))
  const out = execFileSync(
    process.execPath,
    ['src/xianjie.js', 'verify', at('alone.zip'), '--json'],
    // Neither a home, nor a data directory, nor a database: a configuration that would be refused stands in the way of nothing.
    { env: { PATH: process.env.PATH, XIANJIE_PORT: 'none', DATABASE_URL: 'none' } },
  ).toString()
  expect(JSON.parse(out)).toMatchObject({ holds: true, transfer: { id }, faults: [] })
  expect(readFileSync(at('alone.zip')).length).toBeGreaterThan(0)
})
