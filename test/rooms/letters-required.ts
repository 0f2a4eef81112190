// The required contents of each document, field by field, and where each stands in our form: a field or a column of a table
// of the form, or `#number`, `#seal`, `#date`, `#copy`, `#attachments`, `#slip`.

export interface Required {
  readonly section: string
  readonly letter: string
  /** Where several steps bring it: the one that fills it. */
  readonly step?: string
  readonly fields: Readonly<Record<string, string>>
}

const same = (...ids: string[]): Record<string, string> => Object.fromEntries(ids.map((id) => [id, id]))

export const required: readonly Required[] = [
  {
    section: '4.1',
    letter: 'transfer_letter',
    fields: {
      documentNo: '#number',
      ...same(
        'transferringAgency',
        'recipientPolice',
        'suspectNames',
        'suspectedCrime',
        'mainBasis',
        'legalBasis',
        'caseHandlers',
        'contact',
        'attachedMaterialsList',
        'exhibitsHandoverUndertaking',
        'refusalNoticeRequest',
        'priorPenaltyDecisionNo',
      ),
      copyTo: '#copy',
      agencySeal: '#seal',
      date: '#date',
      returnSlip: '#slip',
    },
  },
  {
    section: '4.2',
    letter: 'investigation_report',
    fields: {
      ...same(
        'caseSource',
        'howUncovered',
        'suspectProfile',
        'factsSuspectedCriminal',
        'evidence',
        'legalBasis',
        'handlingOpinion',
        'adminMeasuresTaken',
        'priorPenalties',
        'amounts',
        'investigators',
      ),
      date: '#date',
    },
  },
  {
    section: '4.3',
    letter: 'exhibit_list',
    fields: {
      ...Object.fromEntries(
        [
          'name',
          'quantity',
          'features',
          'storagePlace',
          'measureTaken',
          'measureDocNo',
          'sourceProof',
          'perishable',
          'sampleRetained',
          'value',
          'holder',
        ].map((id) => [id, `items.${id}`]),
      ),
      unit: 'items.quantity',
      signatures: 'signatures',
      date: '#date',
    },
  },
  {
    section: '4.4',
    letter: 'determination_opinion',
    fields: {
      ...same(
        'unitName',
        'cause',
        'identificationReasoning',
        'conclusion',
        'institution',
        'institutionQualificationDoc',
        'expertQualificationDoc',
        'commissioner',
        'sample',
        'method',
        'signatures',
      ),
      reportNo: '#number',
      seal: '#seal',
      date: '#date',
    },
  },
  {
    section: '4.5',
    letter: 'materials_list',
    fields: {
      ...Object.fromEntries(
        ['seq', 'materialName', 'documentNo', 'pages', 'copies', 'original', 'carrier', 'sha256'].map((id) => [
          id,
          `materials.${id}`,
        ]),
      ),
      ...same('handedBy', 'receivedBy'),
      datetime: 'handedAt',
    },
  },
  {
    section: '4.6',
    letter: 'transfer_receipt',
    fields: {
      ...same(
        'refDocumentNo',
        'caseName',
        'receivingOrgan',
        'receiverName',
        'receivedAt',
        'receivedMaterials',
        'remarks',
        'signature',
        'acceptanceNo',
      ),
      seal: '#seal',
    },
  },
  {
    section: '4.7',
    letter: 'supplement_notice',
    step: 'completeness_check',
    fields: { ...same('refDocumentNo', 'missingItems', 'reason', 'dueAt', 'issuedAt', 'contact'), seal: '#seal' },
  },
  {
    section: '4.8',
    letter: 'filing_decision',
    step: 'filing_approved',
    fields: {
      docNo: '#number',
      ...same('legalBasis', 'caseName', 'suspects', 'crime', 'approver', 'decisionDate', 'filingUnit', 'caseHandlers'),
      seal: '#seal',
    },
  },
  {
    section: '4.8',
    letter: 'filing_notice',
    step: 'filing_approved',
    fields: {
      docNo: '#number',
      ...same(
        'legalBasis',
        'caseName',
        'suspects',
        'crime',
        'approver',
        'decisionDate',
        'filingUnit',
        'caseHandlers',
        'addressee',
        'handoverInstruction',
      ),
      seal: '#seal',
      copyTo: '#copy',
    },
  },
  {
    section: '4.9',
    letter: 'non_filing_notice',
    fields: {
      docNo: '#number',
      ...same(
        'addressee',
        'caseName',
        'receivedDate',
        'reasons',
        'legalBasis',
        'returnedMaterialsList',
        'reconsiderationRight',
        'approver',
        'suggestedAdminHandling',
      ),
      date: '#date',
      seal: '#seal',
      copyTo: '#copy',
    },
  },
  {
    section: '4.10',
    letter: 'inquiry_outline',
    fields: { ...same('evidenceGaps', 'direction', 'requirements', 'returnBy', 'contact'), seal: '#seal' },
  },
  {
    section: '4.10',
    letter: 'supplementary_investigation_outline',
    fields: { ...same('evidenceGaps', 'direction', 'requirements', 'returnBy', 'contact'), seal: '#seal' },
  },
  {
    section: '4.11',
    letter: 'reconsideration_application',
    fields: {
      ...same(
        'applicantAgency',
        'respondentPolice',
        'refusalDocNo',
        'refusalReceivedAt',
        'groundsOfFact',
        'groundsOfLaw',
        'newEvidence',
        'request',
        'attachments',
      ),
      seal: '#seal',
      date: '#date',
    },
  },
  {
    section: '4.11',
    letter: 'reconsideration_decision',
    step: 'reconsideration_upheld',
    fields: same('decision', 'reasons', 'nextRemedy'),
  },
  {
    section: '4.12',
    letter: 'supervision_suggestion',
    fields: same('agency', 'policeOrgan', 'type', 'factsAndReasons', 'attachments'),
  },
  {
    section: '4.13',
    letter: 'reasons_required_notice',
    fields: {
      docNo: '#number',
      ...same('addresseePolice', 'legalBasis', 'caseName', 'replyWithin', 'replyContents', 'issueDate'),
      seal: '#seal',
    },
  },
  {
    section: '4.13',
    letter: 'reasons_statement',
    fields: { situation: 'situation', basis: 'basis', reasons: 'reasons' },
  },
  {
    section: '4.14',
    letter: 'filing_order',
    fields: {
      docNo: '#number',
      ...same(
        'addresseePolice',
        'caseName',
        'basisAndReasons',
        'evidenceAttached',
        'fileWithin',
        'deliverFilingDecisionTo',
        'decisionBy',
      ),
      date: '#date',
      seal: '#seal',
    },
  },
  {
    section: '4.15a',
    letter: 'demand_opinion',
    fields: {
      ...same('agency', 'caseFacts', 'whySuspectedCrime', 'requestTransfer', 'within', 'reportBack', 'approvedBy'),
      copyTo: '#copy',
    },
  },
  {
    section: '4.15b',
    letter: 'penalty_opinion',
    fields: {
      docNo: '#number',
      ...same(
        'competentAuthority',
        'personNotProsecuted',
        'nonProsecutionDecisionNo',
        'nonProsecutionType',
        'facts',
        'evidence',
        'legalBasisForPenalty',
        'opinion',
        'replyDueDate',
        'approvedBy',
      ),
      coerciveMeasuresTakenAndLifted: 'coerciveMeasures',
      propertySeizedAndStatus: 'propertyStatus',
      admonition: 'admonitionOrCompensation',
      confiscationRequest: 'confiscationRequest',
      attachments: '#attachments',
      copyTo: '#copy',
    },
  },
  {
    section: '4.16',
    letter: 'onward_transfer_notice',
    step: 'onward_transfer_police',
    fields: {
      docNo: '#number',
      ...same(
        'fromOrgan',
        'toOrgan',
        'caseName',
        'reason',
        'approver',
        'materialsAndExhibitsList',
        'handoverSignatures',
        'informedAgency',
      ),
      date: '#date',
    },
  },
  {
    section: '4.17',
    letter: 'case_revocation_decision',
    fields: {
      docNo: '#number',
      case: 'caseName',
      ...same('ground', 'approver', 'propertyDisposal', 'servedTo', 'suggestedAdminHandling', 'returnedFile'),
      date: '#date',
    },
  },
  {
    section: '4.18',
    letter: 'correction_notice',
    fields: {
      docNo: '#number',
      ...same('addressee', 'violation', 'legalBasis', 'correctWithin', 'replyTo'),
      date: '#date',
      seal: '#seal',
    },
  },
  {
    section: '4.18',
    letter: 'progress_urge_letter',
    fields: {
      docNo: '#number',
      ...same('addressee', 'violation', 'legalBasis', 'correctWithin', 'replyTo'),
      date: '#date',
      seal: '#seal',
    },
  },
  {
    section: '4.19',
    letter: 'custody_agreement',
    fields: same(
      'items',
      'conditions',
      'place',
      'responsiblePersons',
      'evidenceFixedBy',
      'returnConditions',
      'costs',
      'signatures',
    ),
  },
  {
    section: '4.20',
    letter: 'agency_reply',
    fields: {
      ...same('opinionDocNo', 'receivedAt', 'adminCaseNo', 'result', 'decisionDocNo', 'amount', 'reasonsIfNot'),
      date: '#date',
      seal: '#seal',
    },
  },
  {
    section: '4.21',
    letter: 'clue_transfer_letter',
    fields: {
      ...same('official', 'unit', 'facts', 'evidence', 'legalBasis', 'recipient', 'secrecyLevel'),
      date: '#date',
    },
  },
]
