import { expect, test } from 'vitest'
import { wander } from '../wander.ts'
import { ruleSets } from '../../../src/procedure/index.ts'
test('lives', () => {
  const steps = new Map<string, number>(); const refusals = new Map<string, number>(); const errors = new Map<string, string>()
  const N = Number(process.env.N ?? 1000); let acts = 0
  const t = performance.now()
  for (let seed = 1; seed <= N; seed++) {
    try {
      const told = wander(seed)
      acts += told.life.events.length
      for (const e of told.life.events) steps.set(e.step, (steps.get(e.step) ?? 0) + 1)
      for (const x of told.taken) if (x.refusal) { const k = `${x.step} ${x.refusal.code} ${x.refusal.detail.replace(/\d[\d-]+/g, 'N')}`; refusals.set(k, (refusals.get(k) ?? 0) + 1) }
    } catch (e) { const k = String((e as Error).message).slice(0, 200); if (!errors.has(k)) errors.set(k, `${seed} ${(e as Error).stack?.split('\n').slice(0, 6).join(' | ')}`) }
  }
  console.log(N, 'lives', acts, 'acts', performance.now() - t)
  console.log([...errors].slice(0, 12))
  console.log('never', Object.keys(ruleSets.at(-1)!.steps).filter((s) => !steps.has(s)))
  console.log('rare', [...steps].filter(([, n]) => n < 10))
  console.log([...refusals].sort((a, b) => b[1] - a[1]))
}, 600000)
