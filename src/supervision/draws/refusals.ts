// The room's own answers where there is nothing for whoever asks.
import { type FieldFault, Refusal } from '../../kernel/index.ts'

/** 国务院令第310号第14条: transfers, and those that were not made, are under the procuratorates' supervision. */
export const basis = ['R310 14']

export const wrongState = (detail: string) => new Refusal('wrong_state', detail, { basis })
export const unmet = (detail: string, error: FieldFault) =>
  new Refusal('condition_unmet', detail, { basis, errors: [error] })
export const notFound = () => new Refusal('not_found', 'There is no such draw in your sight.')
export const noPlace = () => new Refusal('not_found', 'There is no such place in your part of the draw.')
