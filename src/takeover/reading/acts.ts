// Which of our steps a row of the older platform's history is: by the kind of action in the criminal half, by the kind of
// task in the administrative half, else by the state it led to. Tables only; what a row does stands in the files beside.

export type Act =
  | 'record'
  | 'dispatch'
  | 'filing'
  | 'refusal'
  | 'arrest_request'
  | 'arrest_decision'
  | 'referral'
  | 'indictment'
  | 'non_prosecution'
  | 'prosecution_decision'
  | 'judgment'
  | 'demand'
  | 'require_reasons'
  | 'reasons_statement'
  | 'filing_order'
  | 'reasons_accepted'
  | 'assignment'
  | 'jurisdiction'
  | 'detention_transfer'
  | 'detention_decided'
  | 'detention_declined'
  | 'duty_clue'

/** ACTION_TYPE; 0 is an ordinary act and says nothing. */
export const actOfAction: Readonly<Record<string, Act>> = {
  '1': 'arrest_request',
  '6': 'arrest_decision',
  '2': 'referral',
  '3': 'indictment',
  '4': 'non_prosecution',
  '5': 'judgment',
  '10': 'dispatch',
}

/** TASK_TYPE. 8 closes the case, or is the further inquiry where the case stands at 8 then: a record either way. */
export const actOfTask: Readonly<Record<string, Act>> = {
  '1': 'record',
  '2': 'record',
  '4': 'record',
  '5': 'record',
  '6': 'dispatch',
  '7': 'demand',
  '8': 'record',
  '9': 'record',
  '10': 'record',
  '11': 'record',
  '12': 'assignment',
  '13': 'jurisdiction',
  '14': 'record',
  '15': 'detention_transfer',
  '16': 'detention_decided',
  '17': 'detention_declined',
  '18': 'require_reasons',
  '19': 'reasons_statement',
  '20': 'filing_order',
  '21': 'reasons_accepted',
}

/** The state that an act led to, where nothing else tells the act. */
export const actOfState: Readonly<Record<string, Act>> = {
  '9': 'demand',
  '10': 'dispatch',
  '11': 'refusal',
  '12': 'reasons_accepted',
  '13': 'require_reasons',
  '14': 'filing',
  '15': 'reasons_statement',
  '16': 'filing_order',
  '17': 'arrest_request',
  '18': 'arrest_decision',
  '19': 'referral',
  '21': 'prosecution_decision',
  '22': 'judgment',
  '27': 'jurisdiction',
  '28': 'assignment',
  '30': 'detention_transfer',
  '31': 'detention_decided',
  '32': 'detention_declined',
}

/** States of the administrative half, which no track here has. */
export const recordedStates: ReadonlySet<string> = new Set(['-1', '0', '1', '2', '3', '4', '5', '6', '8', '26', '29'])

export const isKnownState = (code: string): boolean => recordedStates.has(code) || actOfState[code] !== undefined

/** Steps of the procedure that a mapping may name, where they are more than a move from state to state. */
export const actOfStep: Readonly<Record<string, Act>> = {
  imported_record: 'record',
  transfer_dispatch: 'dispatch',
  filing_approved: 'filing',
  refiling: 'filing',
  voluntary_filing: 'filing',
  filing_after_order: 'filing',
  filing_refused: 'refusal',
  arrest_request: 'arrest_request',
  arrest_approved: 'arrest_decision',
  arrest_refused: 'arrest_decision',
  prosecution_referral: 'referral',
  indictment: 'indictment',
  non_prosecution: 'non_prosecution',
  judgment_first_instance: 'judgment',
  judgment_convicted: 'judgment',
  judgment_exempted: 'judgment',
  judgment_acquitted: 'judgment',
  procuratorate_demands_transfer: 'demand',
  require_reasons: 'require_reasons',
  reasons_statement: 'reasons_statement',
  filing_order: 'filing_order',
  reasons_accepted: 'reasons_accepted',
  agency_assignment: 'assignment',
  onward_transfer_police: 'assignment',
  post_filing_jurisdiction_change: 'assignment',
  agency_jurisdiction_transfer: 'jurisdiction',
  admin_detention_transfer: 'detention_transfer',
  detention_decided: 'detention_decided',
  detention_declined: 'detention_declined',
  duty_crime_clue_transfer: 'duty_clue',
}
