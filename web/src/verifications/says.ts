import type { VerifyAnswer, VerifyBackState, VerifyColumn, VerifyList, VerifyRow } from '@/api/contract'

/** The answers in the order of their keys: 1 to 9, then 0. */
export const ANSWERS: readonly VerifyAnswer[] = ['here', 'left', 'not_here', 'never_been', 'wrong_number', 'isolated', 'abroad', 'deceased', 'unreachable', 'insufficient']
export const COLUMNS: readonly VerifyColumn[] = ['name', 'document_kind', 'document_number', 'phone', 'address', 'exposure_place', 'exposure_time', 'reference', 'note', 'result', 'answered_at', 'answered_by']

export type WorkAct = 'next' | 'before' | 'open' | 'tried' | 'back' | { answer: VerifyAnswer }
const KEYS: Record<string, WorkAct> = { j: 'next', ArrowDown: 'next', k: 'before', ArrowUp: 'before', Enter: 'open', t: 'tried', b: 'back' }

/** What a key means on the list, where nobody is writing. */
export function actOf(key: string): WorkAct | null {
  if (/^[0-9]$/.test(key)) {
    const answer = ANSWERS[key === '0' ? 9 : Number(key) - 1]
    return answer === undefined ? null : { answer }
  }
  return KEYS[key.length === 1 ? key.toLowerCase() : key] ?? null
}

/** What an answer asks for besides itself. */
export const asksPlace = (answer: VerifyAnswer | null): 'whither' | 'where' | null => (answer === 'left' ? 'whither' : answer === 'isolated' ? 'where' : null)
export const asksSince = (answer: VerifyAnswer | null): boolean => answer === 'here' || answer === 'left' || answer === 'isolated' || answer === 'abroad'

/** The row to look at next: the first after this one that waits. */
export function nextOpen(rows: readonly VerifyRow[], from: number): number {
  const at = rows.findIndex((row, n) => n >= from && row.state === 'open')
  const first = rows.findIndex((row) => row.state === 'open')
  return at >= 0 ? at : Math.max(0, first)
}

/** How far a list is, in one word. */
export function stateOf(list: VerifyList): 'draft' | 'dropped' | 'done' | 'late' | 'taken' {
  if (list.state !== 'taken') return list.state
  if (list.answered >= list.lines) return 'done'
  return list.late ? 'late' : 'taken'
}

/** How the columns of a file are said: only where somebody says other than their headings. */
export function columnsSaid(columns: readonly { index: number; column: VerifyColumn | null }[], chosen: readonly (VerifyColumn | '')[]): string {
  return columns.flatMap((one, n) => ((one.column ?? '') === (chosen[n] ?? '') ? [] : [`${one.index}:${chosen[n] ?? ''}`])).join(',')
}

/** Whether rows of a file that comes back need a person's eye. */
export function needsEye(state: VerifyBackState): boolean {
  return state === 'unknown' || state === 'several' || state === 'contrary' || state === 'too_long'
}
