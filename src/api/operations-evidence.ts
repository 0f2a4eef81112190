// Operations of evidence, for the OpenAPI document.
import { answers, registerMaterial } from '../../schemas/index.ts'
import type { Operation } from './operations.ts'

export const evidenceOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/materials/registered',
    id: 'registerMaterial',
    tag: 'Materials',
    summary: '登记在案 · register what is held elsewhere: a forensic image, data of a platform',
    description:
      'A material in the state `registered`, without bytes; an act takes it in like any other. The same system, identifier and digest said again before a case took it is answered 200 with the first entry. Its content is answered 409 with `held`.',
    body: registerMaterial,
    ok: { status: 201, description: 'the material', schema: answers.materialAnswer },
    refusals: [400, 401, 413, 415, 429],
  },
  {
    method: 'get',
    path: '/v1/checklists',
    id: 'checklists',
    tag: 'Procedure',
    summary: '材料清单 · which papers each stage of a case asks for, with the articles',
    description:
      '`mandatory` rows of the transfer refuse a submission that neither brings them nor acknowledges the gap; `usual` and contested ones refuse nothing.',
    query: [
      { name: 'stage', description: 'transfer, supplement, handover, reverse or supervision' },
      { name: 'domain', description: 'rows of this field of enforcement' },
      { name: 'charge', description: 'rows of this crime, by its name' },
    ],
    ok: { status: 200, description: 'the rows', schema: answers.checklistsAnswer },
    refusals: [400, 401],
  },
  {
    method: 'get',
    path: '/v1/transfers/{id}/checklist',
    id: 'getChecklist',
    tag: 'Transfers',
    summary:
      '材料收集率 · stage by stage: what is required, there, acknowledged as a gap, missing and under which article',
    ok: { status: 200, description: 'all stages', schema: answers.checklistAnswer },
    refusals: [401, 404],
  },
  {
    method: 'get',
    path: '/v1/transfers/{id}/folders',
    id: 'listFolders',
    tag: 'Transfers',
    summary: '卷宗目录 · its folders with counts by kind',
    ok: { status: 200, description: 'the tree, each folder right before what lies in it', schema: answers.folderTree },
    refusals: [401, 404],
  },
  {
    method: 'get',
    path: '/v1/transfers/{id}/imported-duties',
    id: 'listImportedDuties',
    tag: 'Transfers',
    summary: '接管前待办 · what the caller’s organ had to do when the case was taken over, and what became of it',
    description:
      'Of a case that was taken over from an older platform; of any other the list is empty. No period runs for it until the organ starts one by the step `imported_duty_started`, from the day that it names; `imported_duty_dismissed` says that nothing is to be done.',
    ok: { status: 200, description: 'the oldest first', schema: answers.importedDuties },
    refusals: [401, 404],
  },
  {
    method: 'get',
    path: '/v1/transfers/{id}/materials/{material}',
    id: 'getMaterialOfTransfer',
    tag: 'Transfers',
    summary: 'One of its materials: catalogue, later filings, chain of custody, stretches of recordings',
    ok: { status: 200, description: 'the material and what acts said of it', schema: answers.materialOfCase },
    refusals: [401, 404],
  },
]

/** Filters of the materials of a case. */
export const materialFilters = [
  { name: 'folder', description: '卷/册: this folder and what lies below it' },
  { name: 'code', description: 'kind of evidence, E01 to E08b' },
  { name: 'kind', description: 'kind of material' },
  { name: 'needsRecollection', description: 'true or false' },
  { name: 'title', description: 'beginning of the title' },
] as const
