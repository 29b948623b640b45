// What the page of imports says of a file, its columns and how far it is.
import type { ColumnCode, ImportCounts, ImportProblem, ImportView } from '@/api/contract'
import type { RegisterWords } from '@/words/register'


export const BYTES_MAX = 30 * 1024 * 1024
export const COLUMNS: readonly ColumnCode[] = ['name', 'document_kind', 'document_number', 'phone', 'sex', 'born', 'relation', 'stay', 'compound', 'building', 'unit', 'room', 'address', 'note']
export type FileFlaw = 'old' | 'kind' | 'size' | 'empty'

/** Why a file cannot be sent, or null. */
export function fileFlaw(file: { name: string; size: number }): FileFlaw | null {
  if (/\.xls$/i.test(file.name)) return 'old'
  if (!/\.(xlsx|ods|csv)$/i.test(file.name)) return 'kind'
  if (file.size === 0) return 'empty'
  return file.size > BYTES_MAX ? 'size' : null
}

/** The letter above a column of a sheet: A, Z, AA. */
export function columnLetter(index: number): string {
  const rest = Math.floor(index / 26)
  return `${rest > 0 ? columnLetter(rest - 1) : ''}${String.fromCharCode(65 + index % 26)}`
}

/** Which columns were chosen twice, what a list must have and this one has not, and whether a column of addresses is
 *  left unread because the door stands in columns of its own: often it is a lane, without which doors fall together. */
export function readingFlaws(chosen: readonly (ColumnCode | null)[]): { twice: ColumnCode[]; missing: ('name' | 'document_number' | 'door')[]; addressUnread: boolean } {
  const has = (...codes: ColumnCode[]): boolean => codes.some((code) => chosen.includes(code))
  return {
    twice: COLUMNS.filter((code) => chosen.filter((one) => one === code).length > 1),
    missing: [...(has('name') ? [] : ['name' as const]), ...(has('document_number') ? [] : ['document_number' as const]), ...(has('building', 'room', 'address') ? [] : ['door' as const])],
    addressUnread: has('address') && has('building', 'room') && !has('compound'),
  }
}

export const COUNT_KINDS = ['added', 'changed', 'unchanged', 'rejected', 'aside'] as const
export const countsSum = (counts: ImportCounts): number => COUNT_KINDS.reduce((sum, kind) => sum + counts[kind], 0)

/** How far it is, in whole percent; null while nobody has counted the rows. */
export const percentDone = (done: number, rows: number): number | null => (rows > 0 ? Math.min(100, Math.floor(done * 100 / rows)) : null)

/** How many seconds are left at the pace so far; null where nothing can be said yet. */
export function secondsLeft(doneBefore: number, done: number, of: number, ms: number): number | null {
  const pace = (done - doneBefore) / ms
  return pace > 0 && of > done ? Math.ceil((of - done) / pace / 1000) : null
}

/** Where an import stands, in a word. */
export function importState(view: Pick<ImportView, 'state' | 'running' | 'trouble' | 'counts'>, words: RegisterWords): string {
  if (view.trouble !== null) return words.imports.stateName.trouble
  if (view.state === 'uploaded' && view.running) return words.imports.stateName.reading
  if (view.state === 'applying' && !view.running) return words.imports.stateName.stopped
  if (view.state === 'applied' && view.counts.rejected + view.counts.aside > 0) return words.imports.stateName.appliedPart
  return words.imports.stateName[view.state]
}

/** What taking it in will do: rows that change something. */
export const nToTake = (counts: ImportCounts): number => counts.added + counts.changed

/** What is wrong and in how many rows, the most frequent first: one cause spoils many rows, and is mended once. */
export function causesOf(problems: readonly Pick<ImportProblem, 'flaws'>[]): { sentence: string; rows: number }[] {
  const causes = new Map<string, number>()
  for (const { flaws } of problems) for (const sentence of new Set(flaws.map((one) => one.sentence))) causes.set(sentence, (causes.get(sentence) ?? 0) + 1)
  return [...causes].map(([sentence, rows]) => ({ sentence, rows })).sort((a, b) => b.rows - a.rows)
}
