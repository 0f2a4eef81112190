// What is answered of double-random draws, and the file from which anyone computes a draw again.
import { z } from 'zod'
import { drawMethods, drawStates, stratumKey as key, reviewKinds } from './draws.ts'
import { sha256 } from './primitives.ts'

const at = z.iso.datetime()
const organ = z.strictObject({ code: z.string(), name: z.string() })
const stratum = z.strictObject({ key, members: z.int(), draw: z.int() })
const publicValueNamed = z.strictObject({ name: z.string(), source: z.string(), day: z.string() })
const publicValue = z.strictObject({ name: z.string(), value: z.string() })

const announcement = z
  .strictObject({
    form: z.literal('xianjie-draw/1'),
    draw: z.uuid(),
    owner: organ,
    no: z.int(),
    name: z.string(),
    announcedAt: at,
    redrawOf: z.strictObject({ draw: z.uuid(), reason: z.string() }).optional(),
    query: z.record(z.string(), z.unknown()),
    method: z.enum(drawMethods),
    stratifyBy: z.array(z.string()),
    weights: z.record(z.string(), z.int()),
    population: z.strictObject({ count: z.int(), sha256, root: sha256 }),
    strata: z.array(stratum),
    reviewers: z.array(
      z.strictObject({
        no: z.int(),
        agency: z.string(),
        qualifications: z.array(z.string()),
        avoids: z.array(z.string()),
        avoidsCases: z.array(z.string()),
        capacity: z.int(),
        identity: sha256,
      }),
    ),
    reviewersPerCase: z.int(),
    requires: z.record(z.string(), z.string()),
    publicValues: z.array(publicValueNamed),
  })
  .meta({ id: 'DrawAnnouncement' })

const hex = z.string().regex(/^([0-9a-f]{2})*$/)

export const drawFile = z
  .strictObject({
    form: z.literal('xianjie-draw/1'),
    announcement,
    seal: z
      .strictObject({
        matter: z.string(),
        version: z.int(),
        salt: hex,
        link: sha256,
        index: z.int(),
        proof: z.array(sha256),
        checkpoint: z.string(),
        former: z.string().nullable(),
        verifierKey: z.string(),
        formerKey: z.string().nullable(),
      })
      .nullable()
      .meta({ description: 'Null while the tree does not hold the announcement' }),
    result: z
      .strictObject({
        seed: sha256,
        publicValues: z.array(publicValue),
        selected: z.array(
          z.strictObject({
            place: z.int(),
            id: z.string(),
            stratum: key,
            rank: sha256,
            ticket: z.int(),
            agencies: z.array(z.string()),
            domain: z.string(),
            reviewers: z.array(z.int()),
          }),
        ),
      })
      .nullable()
      .meta({ description: 'Null until it is drawn' }),
    cancelled: z.strictObject({ at, reason: z.string(), seedKnown: z.boolean() }).optional(),
  })
  .meta({ id: 'DrawFile' })

const counts = { members: z.int(), drawn: z.int(), reviewed: z.int(), found: z.int() }

const head = {
  id: z.uuid(),
  version: z.int(),
  state: z.enum(drawStates),
  owner: organ,
  no: z.int(),
  name: z.string(),
  method: z.enum(drawMethods),
  ...counts,
  redrawOf: z.uuid().nullable(),
  announcedAt: at,
  drawnAt: at.nullable(),
  cancelledAt: at.nullable(),
}

const act = z.strictObject({
  version: z.int(),
  act: z.enum(['announce', 'draw', 'cancel', 'review']),
  at,
  agency: organ,
  officers: z.array(z.strictObject({ name: z.string(), certificateNo: z.string() })),
})

export const drawAnswer = z
  .strictObject({
    ...head,
    announcement,
    /** Who stands behind the numbers, with what the digest of the announcement was made of. */
    reviewers: z.array(
      z.strictObject({
        no: z.int(),
        agency: organ,
        name: z.string(),
        certificateNo: z.string().nullable(),
        salt: hex,
      }),
    ),
    redrawnBy: z.array(z.uuid()),
    cancelled: z.strictObject({ at, reason: z.string(), seedKnown: z.boolean() }).nullable(),
    acts: z.array(act).meta({ description: 'The first two and the last ones, up to 50' }),
    waitsFor: z.enum(['tree', 'public_values', 'nothing']),
  })
  .meta({ id: 'Draw' })

export const drawList = z
  .strictObject({ items: z.array(z.strictObject(head)), next: z.string().nullable() })
  .meta({ id: 'DrawList' })

const drawn = z.strictObject({
  place: z.int(),
  subject: z.strictObject({ kind: z.enum(['penalty', 'transfer']), id: z.uuid() }),
  stratum: key,
  domain: z.string(),
  regionCode: z.string().nullable(),
  agencies: z.array(organ),
  reviewers: z.array(z.strictObject({ no: z.int(), agency: z.string(), name: z.string() })),
  review: z
    .strictObject({
      version: z.int(),
      at,
      found: z.boolean(),
      kinds: z.array(z.enum(reviewKinds)),
      words: z.string(),
      officers: z.array(z.strictObject({ name: z.string(), certificateNo: z.string() })),
    })
    .nullable(),
})

export const drawnList = z
  .strictObject({ items: z.array(drawn), next: z.string().nullable() })
  .meta({ id: 'DrawnList' })

export const drawnAnswer = drawn.meta({ id: 'DrawnMember' })

const worked = { key: z.string(), name: z.string().nullable(), drawn: z.int(), reviewed: z.int(), found: z.int() }
const share = z.strictObject({ ...worked, members: z.int() })

export const drawFigures = z
  .strictObject({
    draws: z.int(),
    ...counts,
    byAgency: z.array(share),
    byRegion: z.array(share),
    byReviewer: z.array(z.strictObject(worked)),
    byKind: z.array(z.strictObject({ kind: z.enum(reviewKinds), found: z.int() })),
  })
  .meta({
    id: 'DrawFigures',
    description:
      'Share: drawn of members. Hit rate: found of reviewed. Shares of one organ count its cases once a draw.',
  })

/** What a penalty case shows of the draws that it was reviewed in. */
export const penaltyReview = z.strictObject({
  draw: z.uuid(),
  name: z.string(),
  owner: z.string(),
  drawnAt: at,
  reviewedAt: at,
  found: z.boolean(),
  kinds: z.array(z.enum(reviewKinds)),
  words: z.string().nullable().meta({ description: 'For the deciding organ and for procuratorates; else null' }),
})
