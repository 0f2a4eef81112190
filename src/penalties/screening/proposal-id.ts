// The name of a proposed fact: the same words in the same place propose the same thing, in every version of the record.
import { createHash } from 'node:crypto'

export const proposalId = (p: { readonly fact: string; readonly place: string; readonly quotation: string }): string =>
  createHash('sha256')
    .update(JSON.stringify([p.fact, p.place, p.quotation]))
    .digest('hex')
    .slice(0, 24)

/** Of a fact that a person states without a proposal. */
export const statedId = (fact: string): string => `stated:${fact}`
