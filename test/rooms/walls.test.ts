// What the gateway's role cannot do, whatever its code is made to send: change or remove what was written once.
import { expect, test } from 'vitest'
import { testDatabase } from '../database.ts'

const db = await testDatabase()

/** A column that every row has, where it is not the version. */
const columns: Readonly<Record<string, string>> = {
  package_in: 'digest',
  package_aside: 'name',
  receiver_note: 'who',
  indicator_statement: 'scope',
  screening_rule_set: 'hash',
  screening_rule_switch: 'reason',
  screening_parameter: 'basis',
  label_change: 'kind',
  draw_population: 'no',
  draw_reviewer: 'no',
  draw_count: 'key',
  report_file: 'format',
  administration_request: 'reason',
  administration_entry: 'reason',
}

for (const table of [
  'journal_entry',
  'event',
  'receipt',
  'material_note',
  'seized_item',
  'item_movement',
  'letter_issue',
  'case_handover',
  'package_in',
  'package_aside',
  'penalty_version',
  'screening_parameter',
  'screening_rule_switch',
  'screening_rule_set',
  'screening_fact',
  'receiver_note',
  'indicator_statement',
  'finding_event',
  'journal_matter',
  'draw_act',
  'draw_population',
  'draw_reviewer',
  'draw_review',
  'draw_count',
  'correspondence_entry',
  'label_entry',
  'label_change',
  'assignment_entry',
  'report_file',
  'administration_request',
  'administration_entry',
  'approval_entry',
]) {
  const column = columns[table] ?? 'version'

  test(`the gateway's role may not update, delete or truncate ${table}, nor disable its trigger`, async () => {
    await expect(db.pool.query(`update ${table} set ${column} = ${column}`)).rejects.toThrow(/permission denied/)
    await expect(db.pool.query(`delete from ${table}`)).rejects.toThrow(/permission denied/)
    await expect(db.pool.query(`truncate ${table}`)).rejects.toThrow(/permission denied/)
    await expect(db.pool.query(`alter table ${table} disable trigger ${table}_written_once`)).rejects.toThrow(
      /must be owner/,
    )
    await expect(db.pool.query(`set session_replication_role = replica`)).rejects.toThrow(/permission denied/)
  })

  test(`even the owner cannot update or delete ${table} without disabling the trigger`, async () => {
    await expect(db.ownerPool.query(`update ${table} set ${column} = ${column}`)).rejects.toThrow(/written once/)
    await expect(db.ownerPool.query(`delete from ${table}`)).rejects.toThrow(/written once/)
    await expect(db.ownerPool.query(`truncate ${table}`)).rejects.toThrow(/written once/)
  })
}
