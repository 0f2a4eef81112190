// What the caller has asked for on the copy of a case: sent to the gateway where the case is at home, and not yet entered.
import { z } from 'zod'

const at = z.iso.datetime()

export const sent = z
  .array(
    z.strictObject({
      id: z.uuid(),
      step: z.string(),
      at,
      state: z.enum(['sent', 'entered', 'refused']),
      zh: z.string(),
      en: z.string(),
      refusal: z.looseObject({}).optional(),
    }),
  )
  .meta({
    description:
      'Only where the case is at home at another gateway: acts of the caller that were sent there and are not entered',
  })
