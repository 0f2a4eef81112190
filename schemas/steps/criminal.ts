// Inputs of the criminal leg after filing, person by person, to the judgment.
import { z } from 'zod'
import { cny, day, documentNo, line, prose, uscc } from '../primitives.ts'
import { charges, decided, decidedOn, listed, organ, reasons, suspects, taken } from './base.ts'

/** The sentence, with its band for counting (刑罚幅度). */
const sentence = z.strictObject({
  band: z.enum([
    'life_or_death',
    'over_ten_years',
    'three_to_ten_years',
    'under_three_years',
    'criminal_detention',
    'public_surveillance',
    'fine_only',
    'exempt',
    'acquitted',
  ]),
  months: z.int().min(0).max(360).optional(),
  suspended: z.boolean().optional(),
  fineCny: cny.optional(),
  /** Days of administrative detention served for the same act, to be deducted (APL 35(1)). */
  adminDetentionDays: z.int().min(0).max(60).optional(),
})

export const criminalInputs = {
  post_filing_jurisdiction_change: decided(
    'post_filing_jurisdiction_change',
    '立案后移送管辖: another police organ takes over; the agency is told within 3 days (PSP 184).',
    {
      to: uscc,
      suspects: suspects.optional(),
      reasons,
      /** 随案移交清单 (PSP 185). */
      materialsAndExhibits: listed,
      transferredOn: day.optional(),
    },
  ),
  relayed_case_receipt: decided('relayed_case_receipt', '接收移送管辖案件: the organ now in charge signs (PSP 185).', {
    suspects: suspects.optional(),
  }),
  case_revocation: decided('case_revocation', '撤销案件, on one of the six grounds (PSP 186).', {
    documentNo,
    suspects: suspects.optional(),
    ground: z.enum([
      'no_crime_fact',
      'obviously_minor',
      'limitation_expired',
      'pardoned',
      'suspect_died',
      'other_statutory_bar',
    ]),
    reasons,
    propertyDisposal: prose(5_000).optional(),
    /** File and material that go back to the agency (ENV 9). */
    returnedMaterials: listed,
    suggestedAdminHandling: prose(5_000).optional(),
    decidedOn,
  }),
  terminate_for_suspect: decided(
    'terminate_for_suspect',
    '终止侦查: one suspect leaves, the case goes on (PSP 186(2)).',
    {
      documentNo,
      suspects,
      reasons,
      decidedOn,
    },
  ),
  arrest_request: decided('arrest_request', '提请批准逮捕 (CPL 87).', { documentNo, suspects, charges }),
  arrest_approved: decided('arrest_approved', '批准逮捕 (CPL 90).', {
    documentNo,
    suspects,
    charges: charges.optional(),
  }),
  arrest_refused: decided('arrest_refused', '不批准逮捕, with reasons (CPL 90).', { documentNo, suspects, reasons }),
  prosecution_referral: decided('prosecution_referral', '侦查终结、移送审查起诉 (PSP 285–289).', {
    documentNo,
    suspects: suspects.optional(),
    charges,
    decidedOn,
  }),
  supplementary_investigation_criminal: decided(
    'supplementary_investigation_criminal',
    '退回补充侦查: one month, at most twice (PSP 295, 296).',
    { suspects: suspects.optional(), evidenceGaps: z.array(prose(1000)).min(1).max(50) },
  ),
  supplementary_investigation_done: decided('supplementary_investigation_done', '补充侦查完毕、重新移送审查起诉.', {
    suspects: suspects.optional(),
    report: prose(20_000),
  }),
  indictment: decided('indictment', '提起公诉 (CPL 176).', {
    documentNo,
    suspects: suspects.optional(),
    charges,
    /** The court, where it is connected. */
    to: organ.optional(),
    decidedOn,
  }),
  non_prosecution: decided('non_prosecution', '不起诉: statutory, discretionary or for want of evidence (CPL 177).', {
    documentNo,
    suspects: suspects.optional(),
    kind: z.enum(['statutory', 'discretionary', 'evidentiary', 'conditional']),
    reasons,
    decidedOn,
  }),
  judgment_first_instance: taken('judgment_first_instance', '一审判决, not yet effective.', {
    documentNo,
    suspects: suspects.optional(),
    court: line(200),
    charges,
    sentence,
    judgedOn: day,
  }),
  judgment_convicted: taken('judgment_convicted', '判决有罪, effective.', {
    documentNo,
    suspects: suspects.optional(),
    court: line(200),
    charges,
    sentence,
    judgedOn: day,
  }),
  judgment_exempted: taken('judgment_exempted', '免予刑事处罚, effective (CL 37).', {
    documentNo,
    suspects: suspects.optional(),
    court: line(200),
    charges,
    judgedOn: day,
  }),
  judgment_acquitted: taken('judgment_acquitted', '判决无罪, effective.', {
    documentNo,
    suspects: suspects.optional(),
    court: line(200),
    reasons,
    judgedOn: day,
  }),
} as const
