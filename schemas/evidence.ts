// What is said of a piece of evidence beside its bytes: the kind it is under both laws, who took it, where the paper
// lies, which volume it belongs to, through whose hands it went, which stretch of a recording belongs to which record.
import { z } from 'zod'
import { day, instant, line, prose, sha256, uuid } from './primitives.ts'

/**
 * Kinds of evidence; the codes are ours, for no national list was found. Each is one of the criminal kinds (CPL 50) and,
 * E04 apart, one of the administrative kinds (APL 46). E03–E05 are normally taken again by public security.
 */
export const evidenceCodes = ['E01', 'E02', 'E03', 'E04', 'E05', 'E06', 'E07', 'E08a', 'E08b'] as const
export type EvidenceCode = (typeof evidenceCodes)[number]

export interface EvidenceWords {
  readonly zh: string
  readonly en: string
}

/** Both readings of a code; the administrative law knows no statement of a victim. */
export const evidenceKinds: Readonly<
  Record<
    EvidenceCode,
    { readonly criminal: EvidenceWords; readonly administrative: EvidenceWords | null; readonly takenAgain: boolean }
  >
> = {
  E01: both('物证', 'physical evidence'),
  E02: both('书证', 'documentary evidence'),
  E03: { ...both('证人证言', 'testimony of a witness'), takenAgain: true },
  E04: { criminal: { zh: '被害人陈述', en: 'statement of the victim' }, administrative: null, takenAgain: true },
  E05: {
    criminal: {
      zh: '犯罪嫌疑人、被告人供述和辩解',
      en: 'statement and defence of the suspect or accused',
    },
    administrative: { zh: '当事人的陈述', en: 'statement of the party' },
    takenAgain: true,
  },
  E06: both('鉴定意见', 'expert opinion'),
  E07: {
    criminal: {
      zh: '勘验、检查、辨认、侦查实验等笔录',
      en: 'record of inspection, examination, identification or experiment',
    },
    administrative: { zh: '勘验笔录、现场笔录', en: 'record of inspection or of the site' },
    takenAgain: false,
  },
  E08a: both('视听资料', 'audio-visual material'),
  E08b: both('电子数据', 'electronic data'),
}

function both(zh: string, en: string) {
  return { criminal: { zh, en }, administrative: { zh, en }, takenAgain: false }
}

/** A volume and its folders: a case of 10,000 items needs levels, and more than six nobody finds his way in. */
const folderLevelsMax = 6
const folderNameCharactersMax = 60

/** `证据卷/第一册/询问笔录`: levels divided by `/`, kept in Unicode's composed form so that one folder has one spelling. */
export const folderPath = z
  .string()
  .min(1)
  .max(folderLevelsMax * (folderNameCharactersMax + 1))
  // Control characters, and the marks that turn the direction of text: a folder's name is read aloud in court.
  .refine(
    (path) =>
      !/\p{Cc}|\p{Surrogate}|\p{Noncharacter_Code_Point}|[\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u.test(path),
    'control characters are not allowed',
  )
  .transform((path) => path.normalize('NFC'))
  .superRefine((path, ctx) => {
    const levels = path.split('/')
    if (levels.length > folderLevelsMax)
      ctx.addIssue({ code: 'custom', message: `a folder lies at most ${folderLevelsMax} levels deep` })
    for (const level of levels) {
      if (level.trim() !== level || level === '' || level === '.' || level === '..')
        ctx.addIssue({ code: 'custom', message: 'a level is a name without blanks around it, and no `.` or `..`' })
      else if ([...level].length > folderNameCharactersMax)
        ctx.addIssue({ code: 'custom', message: `a level has at most ${folderNameCharactersMax} characters` })
    }
  })
  .describe('卷/册: names of the levels divided by `/`, at most six')

const collector = z.strictObject({ name: line(50), certificateNo: line(64).optional() })

/** Hours of one recording; longer ones are cut by the device. */
const recordingSecondsMax = 7 * 86_400

/** A moment of a recording: seconds, or `h:mm:ss` as players show it. Kept in seconds. */
export const recordingTime = z
  .union([
    z.number().min(0).max(recordingSecondsMax),
    z
      .string()
      .regex(/^\d{1,3}:[0-5]\d:[0-5]\d(\.\d{1,3})?$/, 'seconds or h:mm:ss are needed')
      .transform((text) => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)),
  ])
  .describe('Seconds, or h:mm:ss')

/** 证据目录: what is recorded of one piece of evidence. */
export const evidence = z
  .strictObject({
    code: z.enum(evidenceCodes),
    /** 收集人: those who took it, as on their certificates. */
    collectedBy: z.array(collector).min(1).max(20).optional(),
    /** A moment, or a day where the paper says no more. */
    collectedAt: z.union([instant, day]).optional(),
    place: line(200).optional(),
    /** 复制件核对人 */
    copyCheckedBy: line(100).optional(),
    /** 原件、原物存放处 */
    storageLocation: line(200).optional(),
    /** 提供人、持有人 */
    provider: line(100).optional(),
    pages: z.int().min(1).max(100_000).optional(),
    /** Left out: statements (E03–E05) are taken again, the rest is not. */
    needsRecollection: z.boolean().optional(),
    source: line(300).optional(),
    /** Length of a recording, where it is known. */
    lengthSeconds: z.number().positive().max(recordingSecondsMax).optional(),
  })
  .meta({ id: 'Evidence', description: '证据目录项. CPL 50; APL 46.' })

export type Evidence = z.output<typeof evidence>

export const needsRecollection = (e: Evidence): boolean => e.needsRecollection ?? evidenceKinds[e.code].takenAgain

/** What a reference to a material may say of it as evidence. */
export const catalogued = {
  evidence: evidence.optional(),
  folder: folderPath.optional(),
  /** 纸质、电子 */
  carrier: z.enum(['paper', 'electronic']).optional(),
}

/** 全过程记录: which stretch of a recording shows how a written record was made. */
export const segment = z
  .strictObject({
    recording: uuid,
    record: uuid,
    from: recordingTime,
    to: recordingTime,
    note: line(200).optional(),
  })
  .refine((s) => s.to > s.from, { path: ['to'], message: 'a stretch ends after it begins' })
  .meta({ id: 'RecordingSegment' })

const holder = z.strictObject({ name: line(200), person: line(50).optional(), certificateNo: line(64).optional() })

/** One hand-over of a piece of evidence. */
export const movement = z
  .strictObject({
    material: uuid,
    at: instant,
    from: holder,
    to: holder,
    purpose: line(300),
    place: line(200).optional(),
    seal: z.enum(['intact', 'broken', 'resealed', 'none']),
    sealNo: line(64).optional(),
    note: prose(1_000).optional(),
  })
  .meta({ id: 'CustodyMovement', description: '证据流转: from hand to hand, with the state of the seal.' })

/** Another folder or a corrected catalogue for what the case has; what is left out stays as it is. */
export const catalogueChange = z
  .strictObject({
    material: uuid,
    folder: folderPath.nullable().optional(),
    evidence: evidence.optional(),
    carrier: z.enum(['paper', 'electronic']).optional(),
  })
  .meta({ id: 'CatalogueChange' })

/** As many as one act takes in. */
export const evidenceMax = 2_000

/** 登记在案: what is held elsewhere (a forensic image, data of a platform) and stands here by its digest alone. */
export const registerMaterial = z
  .strictObject({
    title: line(200),
    filename: line(255).optional(),
    /** Which system holds it, and under what name. */
    system: line(200),
    identifier: line(300),
    sha256,
    sm3: sha256.optional(),
    size: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
    mediaType: z
      .string()
      .max(127)
      .regex(/^[\w.+-]+\/[\w.+-]+$/, 'a media type is needed, for example application/octet-stream')
      .optional(),
    retainedUntil: day,
    contact: z.strictObject({ name: line(50), phone: line(32).optional() }),
  })
  .meta({ id: 'RegisterMaterial' })

export type RegisterMaterial = z.output<typeof registerMaterial>

/** Filters of the materials of a case, as query parameters. */
export const listMaterialsQuery = z.object({
  folder: folderPath.optional(),
  code: z.enum(evidenceCodes).optional(),
  kind: line(64).optional(),
  needsRecollection: z.enum(['true', 'false']).optional(),
  title: line(200).optional(),
})
