// The steps of the procedure as pages: on a case, at the beginning of one, and one after the other for signatures.
import { type Context, Hono } from 'hono'
import { caseOf } from '../case/load.ts'
import type { ConsoleDeps, ConsoleEnv } from '../env.ts'
import { refused } from '../html/refused.ts'
import { beginPage, openings } from './begin.ts'
import { hasForm } from './rule.ts'
import { signOne } from './sign.ts'
import { signingPage } from './signing.ts'
import { previewLetter, showStep, takeStep } from './step.ts'

export function stepPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()

  app.get('/cases/:id/steps/:step', (c) => onCase(c, (step, transfer, action) => showStep(c, step, transfer, action)))
  app.post('/cases/:id/steps/:step', (c) =>
    onCase(c, (step, transfer, action) => takeStep(c, deps, step, transfer, action)),
  )
  app.post('/cases/:id/steps/:step/letters/:letter', (c) =>
    onCase(c, (step, transfer) => previewLetter(c, step, transfer)),
  )

  app.get('/begin', beginPage)
  app.get('/begin/:step', (c) => beginning(c, (step, action) => showStep(c, step, null, action)))
  app.post('/begin/:step', (c) => beginning(c, (step, action) => takeStep(c, deps, step, null, action)))

  app.get('/signing', signingPage)
  app.post('/signing', (c) => signOne(c, deps))

  return app
}

type C = Context<ConsoleEnv>
type Found = Exclude<Awaited<ReturnType<typeof caseOf>>, { problem: unknown }>

async function onCase(
  c: C,
  then: (step: string, transfer: Found['transfer'], action: string) => Promise<Response>,
): Promise<Response> {
  const step = c.req.param('step') ?? ''
  const found = await caseOf(c)
  if ('problem' in found) return refused(c, found.problem)
  // An issued letter has its own page: it is drawn up there before it is issued.
  if (step === 'letter_issued') return c.redirect(`/console/cases/${found.id}/letters`, 303)
  if (!hasForm(step)) return c.notFound() as Promise<Response>
  return then(step, found.transfer, `/console/cases/${found.id}/steps/${step}`)
}

async function beginning(c: C, then: (step: string, action: string) => Promise<Response>): Promise<Response> {
  const step = c.req.param('step') ?? ''
  if (step === 'transfer_dispatch') return c.redirect('/console/submit', 303)
  if (!openings(c.get('session').me).some(([name]) => name === step)) return c.notFound() as Promise<Response>
  return then(step, `/console/begin/${step}`)
}
