// What is said of where somebody sat, and what a form of it comes to.
import type { CaseSeat, Near, SeatSeen } from '@/api/contract'
import type { CaseWords } from '@/words/cases'

export interface SeatForm { carriage: string; row: string; place: string; table: string; near: Near }

const ROW = /^[1-9]\d{0,2}$/

/** The kinds of place at which somebody has a seat. */
export const seatedAt = (setting: string | null): 'vehicle' | 'meal' | null => (setting === 'vehicle' || setting === 'meal' ? setting : null)

/** What a form begins with: the seat that stands, or the one that the words name. */
export function formOf(seat: SeatSeen | null): SeatForm {
  const row = seat?.vehicle?.row ?? null
  return { carriage: seat?.vehicle?.carriage ?? '', row: row === null ? '' : String(row), place: seat?.vehicle?.place ?? '', table: seat?.table?.table ?? '', near: seat?.table?.near ?? 'unknown' }
}

/** Whether it says anything; of a row that is no number the server would only refuse it. */
export function canSave(setting: 'vehicle' | 'meal', form: SeatForm): boolean {
  const row = form.row.trim()
  if (setting === 'meal') return form.table.trim() !== '' || form.near !== 'unknown'
  return row === '' ? form.carriage.trim() !== '' : ROW.test(row)
}

/** The seat as it is sent. */
export function seatOf(setting: 'vehicle' | 'meal', form: SeatForm): Pick<CaseSeat, 'vehicle' | 'table'> {
  if (setting === 'meal') return { table: { table: form.table.trim(), near: form.near } }
  const row = form.row.trim()
  return { vehicle: { carriage: form.carriage.trim(), place: form.place.trim(), ...(row === '' ? {} : { row: Number(row) }) } }
}

/** A seat in words: 3车厢 12排F. */
export function seatText(seat: SeatSeen, words: CaseWords): string {
  if (seat.table) return [seat.table.table && words.tableNo(seat.table.table), seat.table.near === 'unknown' ? '' : words.nears[seat.table.near]].filter(Boolean).join(' ')
  const { carriage, row, place } = seat.vehicle ?? { carriage: '', row: null, place: '' }
  return [carriage && words.carriageNo(carriage), row === null ? place : words.rowNo(row, place)].filter(Boolean).join(' ')
}
