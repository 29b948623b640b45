// What the pages say of who is in charge: pure, so that it is tested without a browser.
import type { AnchorRun, Capacity, ChargeBuilding, ChargeCompound, ChargeLine, ChargePast, ChargeRow, ChargesPage, ChargeWho, Day } from '@/api/contract'
import { dayTitle } from '@/days'
import type { ChargeWords } from '@/words/charges'
import type { SharedWords } from '@/words/shared'

export const CAPACITIES: Capacity[] = ['section_cadre', 'community_cadre', 'party_member', 'representative', 'volunteer', 'other']

/** How many steps below its community a place lies: a compound one, a door four. */
const depth = (place: string): number => place.split('-').length - 1
const isIn = (place: string, outer: string): boolean => place === outer || place.startsWith(`${outer}-`)
/** What somebody is in charge of as a whole; nothing where single doors are listed. */
const wholePlace = (row: ChargeRow): string | null => (row.reach === 'place' ? row.places[0]?.place ?? null : null)

/** A building with everybody who answers in it. */
export interface BuildingRow { building: ChargeBuilding; own: ChargeRow[]; units: { name: string; row: ChargeRow }[]; anchors: ChargeRow[] }
export interface CompoundRow { compound: ChargeCompound; own: ChargeRow[]; buildings: BuildingRow[]; anchors: ChargeRow[] }

export const ofCommunity = (page: ChargesPage): ChargeRow[] => page.charges.filter((row) => wholePlace(row) === page.community)

function buildingRow(building: ChargeBuilding, charges: ChargeRow[]): BuildingRow {
  const inside = charges.filter((row) => isIn((row.home ?? row.places[0])?.place ?? '', building.place))
  const units = inside.flatMap((row) => {
    const unit = building.units.find((one) => one.place === wholePlace(row))
    return unit ? [{ name: unit.name, row }] : []
  })
  return { building, own: inside.filter((row) => wholePlace(row) === building.place), units, anchors: inside.filter((row) => row.reach !== 'place') }
}

/** The tree of a community, with who answers at each place. */
export function rowsOf(page: ChargesPage): CompoundRow[] {
  return page.compounds.map((compound) => {
    const inside = page.charges.filter((row) => isIn((row.home ?? row.places[0])?.place ?? '', compound.place))
    const buildings = compound.buildings.map((building) => buildingRow(building, inside))
    const isShown = (row: ChargeRow): boolean => compound.buildings.some((one) => isIn((row.home ?? row.places[0])?.place ?? '', one.place))
    return { compound, own: inside.filter((row) => wholePlace(row) === compound.place), buildings, anchors: inside.filter((row) => wholePlace(row) !== compound.place && !isShown(row)) }
  })
}

export const gapsOf = (page: ChargesPage): number => page.compounds.reduce((n, one) => n + Number(one.gap) + one.buildings.filter((building) => building.gap).length, 0)
export const endingOf = (page: ChargesPage): number => page.charges.filter((row) => row.remarks.includes('ends_soon')).length
/** People, not charges: two lists of one person are one who has too much. */
export const overloadedOf = (page: ChargesPage): number => new Set(page.charges.filter((row) => page.overloaded.includes(row.charge_id)).map((row) => `${row.name} ${row.phone_tail ?? ''}`)).size

export type Near = keyof ChargeWords['near']
export function nearOf(row: ChargeRow): Near {
  if (row.reach === 'anchor') return 'anchor'
  if (row.reach === 'doors') return 'door'
  return (['community', 'compound', 'building', 'unit'] as const)[depth(row.places[0]?.place ?? '')] ?? 'door'
}

/** 党员 · 街道办; what the office says already is not said twice: 街道科级干部. */
export function asWhat(row: Pick<ChargeRow, 'capacity' | 'unit'>, words: ChargeWords): string {
  const capacity = row.capacity === 'other' ? '' : words.capacity[row.capacity]
  return [row.unit.includes(capacity) ? '' : capacity, row.unit].filter((part) => part !== '').join(words.dot)
}

export function placesSaid(row: ChargeRow, words: ChargeWords): string {
  if (row.reach === 'place') return row.places[0]?.name || words.near[nearOf(row)]
  const first = (row.home ?? row.places[0])?.name ?? ''
  return row.places.length > 1 || row.home ? words.doorsMore(first, row.places.length) : first
}

export function daysSaid(row: ChargeRow, words: ChargeWords, shared: SharedWords): string {
  if (row.first_day === null) return words.never
  // Handed over on its first day: it held on none.
  if (row.last_day !== null && row.last_day < row.first_day) return words.sameDay(dayTitle(row.first_day, shared))
  const from = words.from(dayTitle(row.first_day, shared))
  return row.last_day === null ? from : `${from}${words.list}${words.until(dayTitle(row.last_day, shared))}`
}

/** What a form of somebody in charge holds. */
export interface WhoForm { name: string; unit: string; capacity: Capacity | ''; phone: string; first_day: Day; last_day: Day; reason: string }
export const emptyWho = (first_day: Day, reason: string): WhoForm => ({ name: '', unit: '', capacity: '', phone: '', first_day, last_day: '', reason })
export const whoOf = (form: WhoForm): ChargeWho => ({ name: form.name.trim(), unit: form.unit.trim(), capacity: form.capacity === '' ? 'other' : form.capacity, phone: form.phone.trim() })

/** The first thing that the form still lacks, or an empty text. The server decides. */
export function whoLacks(form: WhoForm, words: ChargeWords): string {
  if (form.name.trim() === '') return words.lacks.name
  if (form.capacity === '') return words.lacks.capacity
  if (!form.first_day) return words.lacks.first
  return form.reason.trim() === '' ? words.lacks.reason : ''
}

export const understood = (lines: ChargeLine[]): ChargeLine[] => lines.filter((line) => line.flaw === null)
/** A heading is no loss. */
export const misread = (lines: ChargeLine[]): ChargeLine[] => lines.filter((line) => line.flaw !== null && line.flaw !== 'heading')
/** One charge for each place of each line. */
export const placesOf = (lines: ChargeLine[]): { line: ChargeLine; place: string }[] => understood(lines).flatMap((line) => line.places.map((one) => ({ line, place: one.place })))

export type UndoOf = keyof ChargeWords['one']['undoEffect']
/** What the last step was, where it can be taken back. */
export function undoOf(past: ChargePast): UndoOf | null {
  const last = past.past.at(-1)?.kind
  if (last === undefined || last === 'withdrawn') return null
  if (last === 'ended') return 'ended'
  return past.taken_over ? 'over' : 'begun'
}

export const runSaid = (run: AnchorRun, words: ChargeWords): string => words.propose.from(run.doors[0]?.name ?? '', run.doors.at(-1)?.name ?? '')
