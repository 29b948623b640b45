// What the rooms of health codes read and say.
import type { AppealRow, CodePersonNamed, CodeWorkRow, HealthColor, Me } from '@/api/contract'

export type Tone = 'good' | 'warn' | 'grave'
export const toneOf = (color: HealthColor): Tone => (color === 'red' ? 'grave' : color === 'yellow' ? 'warn' : 'good')

/** A list as an investigation writes it: a name, a document, a record, one person a line. */
export function readPeople(text: string): { people: CodePersonNamed[]; bad: number | null } {
  const people: CodePersonNamed[] = []
  const lines = text.split(/\r?\n/)
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue
    const cells = line.includes('\t') ? line.split('\t').map((cell) => cell.trim()) : pieces(line)
    const [name, document, record] = cells
    if (!name || !document || !record) return { people, bad: at + 1 }
    people.push({ name, document, record, document_kind: /^\d{17}[\dXx]$/.test(document) ? 'resident_id' : 'passport' })
  }
  return { people, bad: null }
}

/** Names of foreigners have spaces in them: the document is the first piece with a digit. */
function pieces(line: string): string[] {
  const words = line.trim().split(/[\s,\uff0c]+/)
  const at = words.findIndex((word, n) => n > 0 && /\d/.test(word))
  return at < 0 ? [] : [words.slice(0, at).join(' '), words[at] ?? '', words.slice(at + 1).join(' ')]
}

/** Where somebody works lists through: the communities in which he is a registrar. */
export function ownCommunities(me: Pick<Me, 'roles'> | null): { code: string; name: string }[] {
  const own = (me?.roles ?? []).filter((held) => held.role === 'community_registrar')
  return own.map((held) => ({ code: held.jurisdiction, name: held.place_name }))
}

export type WorkAct = 'next' | 'before' | 'verified' | 'answered' | 'clear' | 'write'
const KEYS: Record<string, WorkAct> = { j: 'next', ArrowDown: 'next', k: 'before', ArrowUp: 'before', v: 'verified', a: 'answered', c: 'clear', Enter: 'write' }
/** What a key means on the list, where nobody is writing. */
export const actOf = (key: string): WorkAct | null => KEYS[key.length === 1 ? key.toLowerCase() : key] ?? null

/** The row to look at after one was dealt with: it moves down the list, so the same place holds the next. */
export const stay = (at: number, n: number): number => Math.max(0, Math.min(at, n - 1))

export const keyOf = (row: CodeWorkRow): string => `${row.person_id} ${row.reason.source}`

export function countsOf(rows: readonly AppealRow[]): { overdue: number; open: number } {
  const of = (state: AppealRow['state']): number => rows.filter((row) => row.state === state).length
  return { overdue: of('overdue'), open: of('open') }
}
/** Whether something is left to decide. */
export const isOpen = (row: AppealRow): boolean => row.state === 'open' || row.state === 'overdue'
