// What the gateway answers of evidence: folders with counts, one material with its chain of custody, checklists.
import { z } from 'zod'
import { evidenceCodes } from './evidence.ts'
import { materialShown } from './material.ts'

const basis = z.array(z.string()).meta({ description: 'Instrument and article, for example `R310 6(1)`' })

export const folderTree = z
  .strictObject({
    items: z.array(
      z.strictObject({
        folder: z.string().nullable().meta({ description: 'Path; null for what lies in no folder' }),
        name: z.string().nullable(),
        level: z.int(),
        items: z.int().meta({ description: 'In the folder itself' }),
        total: z.int().meta({ description: 'With what lies below it; so are the counts by kind' }),
        needsRecollection: z.int(),
        kinds: z.record(z.string(), z.int()),
        codes: z.record(z.string(), z.int()),
      }),
    ),
    total: z.int(),
  })
  .meta({ id: 'FolderTree', description: '卷宗目录: every folder right before what lies in it' })

const said = z.looseObject({ version: z.int().meta({ description: 'Of the case: the act that said so' }) })

export const materialOfCase = z
  .strictObject({
    material: materialShown,
    filings: z.array(said).meta({ description: 'Every later filing, oldest first, with what it replaced' }),
    custody: z
      .array(said.extend({ gap: z.boolean().optional() }))
      .meta({ description: 'From hand to hand by time; `gap`: the giver is not the one who got it last' }),
    segments: z
      .array(said.extend({ recording: z.uuid(), record: z.uuid().nullable(), as: z.enum(['recording', 'record']) }))
      .meta({ description: 'Stretches of recordings that belong to written records, from this side' }),
  })
  .meta({ id: 'MaterialOfTransfer' })

const rowShape = {
  id: z.string(),
  zh: z.string(),
  en: z.string(),
  kinds: z.array(z.string()).meta({ description: 'Any of these kinds of material will do' }),
  codes: z.array(z.string()).meta({ description: 'or of these kinds of evidence' }),
  weight: z.enum(['mandatory', 'usual']),
  confidence: z.string().meta({ description: 'read, read-q, or memory: how far the text was read' }),
  contested: z.boolean().meta({ description: 'Texts differ, or it stands by analogy' }),
  basis,
}

const factWords = z.strictObject({ id: z.string(), zh: z.string(), en: z.string() })

export const checklistsAnswer = z
  .strictObject({
    stages: z.array(z.strictObject({ id: z.string(), zh: z.string(), en: z.string() })),
    facts: z.array(factWords).meta({ description: 'What `when` may ask' }),
    evidenceCodes: z.array(
      z.strictObject({
        code: z.enum(evidenceCodes),
        criminal: z.strictObject({ zh: z.string(), en: z.string() }),
        administrative: z.strictObject({ zh: z.string(), en: z.string() }).nullable(),
        takenAgain: z.boolean(),
      }),
    ),
    rows: z.array(
      z.strictObject({
        ...rowShape,
        stage: z.string(),
        domains: z.array(z.string()).optional(),
        exceptDomains: z.array(z.string()).optional(),
        charges: z.array(z.string()).optional().meta({ description: 'A crime whose name contains one of these' }),
        when: z.array(z.string()).optional().meta({ description: 'Facts that must all be true' }),
        basisZh: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'Checklists', description: 'Which papers each stage asks for: fetch it before submitting' })

const stage = z
  .strictObject({
    stage: z.string(),
    required: z.array(
      z.strictObject({
        ...rowShape,
        status: z.enum(['present', 'gap', 'missing']),
        items: z.int(),
        materials: z.array(z.string()).meta({ description: 'The first of them' }),
        reason: z.string().optional().meta({ description: 'Of an acknowledged gap' }),
        checked: z.int().optional().meta({
          description:
            '已核对: entry of the check of completeness in which public security found it there; absent where it came later',
        }),
      }),
    ),
    collected: z.int().meta({ description: 'Numerator: what must be there and is' }),
    of: z.int().meta({ description: 'Denominator: what must be there' }),
    gaps: z.int(),
    rate: z.number().nullable().meta({ description: '材料收集率; null where nothing must be there' }),
    usual: z.strictObject({ collected: z.int(), of: z.int() }),
  })
  .meta({ id: 'ChecklistStage' })

export const checkedStage = stage

export const checklistAnswer = z
  .strictObject({
    version: z.int(),
    domain: z.string(),
    charges: z.array(z.string()),
    facts: z.array(z.string()),
    stages: z.array(
      stage.extend({
        zh: z.string(),
        en: z.string(),
        applies: z.boolean().meta({ description: 'The case has come to this stage' }),
      }),
    ),
  })
  .meta({ id: 'Checklist' })
