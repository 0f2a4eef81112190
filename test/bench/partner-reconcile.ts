// Reconciliation as an operator asks for it on the command line, and the keys that it reports.
import type { PartnerScene } from './partner-scene.ts'

export interface Found {
  /** Keys that are missing on the receiving side, sorted. */
  readonly missing: readonly string[]
  /** Surplus and different ones. */
  readonly other: number
  readonly repaired: number
}

interface Told {
  readonly id: string
  readonly state: string
  readonly error?: string | null
  readonly differences: readonly { readonly key: string; readonly kind: string; readonly state: string }[]
}

const days = 3

export async function reconcile(
  scene: PartnerScene,
  names: { readonly source: string; readonly sink: string; readonly repair: boolean },
): Promise<{ source: Found; sink: Found }> {
  const one = async (name: string): Promise<Found> => {
    const day = (ms: number) => new Date(Date.now() + 8 * 3_600_000 - ms).toISOString().slice(0, 10)
    const words = ['reconcile', name, '--from', day(days * 86_400_000), '--to', day(0)]
    const { line, text } = await scene.command([...words, names.repair ? '--repair' : '--no-repair'])
    const told = line as Told | null
    if (told === null || typeof told.id !== 'string' || told.state === 'failed')
      throw new Error(`xianjie ${words.join(' ')}: ${text}`)
    return {
      missing: told.differences.flatMap(({ key, kind }) => (kind === 'missing' ? [key] : [])).sort(),
      other: told.differences.filter(({ kind }) => kind !== 'missing').length,
      repaired: told.differences.filter(({ state }) => state === 'repaired').length,
    }
  }
  return { source: await one(names.source), sink: await one(names.sink) }
}
