// What both halves of an invented life share: how it ends, and the charges that go with a thing.
import type { CaseFile } from './case-file.ts'

export function ended(file: CaseFile): void {
  file.flags.JIEAN_STATE = 2
  file.waiting = undefined
}

const accused: Readonly<Record<string, readonly string[]>> = {
  ...{ 香烟: ['C225'], 保健食品: ['C143'], 运动鞋: ['C214', 'C140'], 药品: ['C141'], 废油: ['C338'], 木材: ['C345'] },
}
export const chargesOf = (thing: string): readonly string[] => accused[thing] ?? ['C140']
