// How the simulated police misbehaves: the faults of a real client that must not harm a case. All shares are from 0 to 1.
import { z } from 'zod'

const share = z.number().min(0).max(1)

export const policeMannersInput = z.strictObject({
  /** Of the cases it decides, those it does not file. */
  refuse: share,
  /** Of the cases it signs for, those whose material it finds incomplete first. */
  incomplete: share,
  /** The same request again, under the same Idempotency-Key. */
  repeat: share,
  /** The same request again, without the key. */
  repeatWithoutKey: share,
  /** The answer is not waited for, and the request sent again under the same key. */
  cutAnswer: share,
  /** The act first with a version of the case that has passed. */
  stale: share,
  /** Waits before an act. */
  lateMs: z.int().min(0).max(600_000),
  /** Of the cases it hears of, those it never touches. */
  vanish: share,
  clockSkewMs: z.int().min(-10_000_000_000).max(10_000_000_000),
  seed: z.int().min(0).max(0xffff_ffff),
})

export type PoliceManners = z.output<typeof policeMannersInput>

export const goodPolice: PoliceManners = {
  refuse: 0.2,
  incomplete: 0,
  repeat: 0,
  repeatWithoutKey: 0,
  cutAnswer: 0,
  stale: 0,
  lateMs: 0,
  vanish: 0,
  clockSkewMs: 0,
  seed: 1,
}

/** Everything at once, in a measure that still lets work through. */
export const badPolice: Partial<PoliceManners> = {
  incomplete: 0.2,
  repeat: 0.3,
  repeatWithoutKey: 0.2,
  cutAnswer: 0.1,
  stale: 0.2,
  lateMs: 20,
  vanish: 0.05,
}
