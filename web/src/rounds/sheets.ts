// The list as it is walked: by sheet (the unit), by door, by person.
import type { RoundCounts, RoundPerson, Standing } from '@/api/contract'
import { countsOf } from './ticks'

export interface Door<Person> { door: string; door_name: string; sheet: string; people: Person[] }
export interface Sheet<Person> { sheet: string; sheet_name: string; doors: Door<Person>[]; counts: RoundCounts }

/** Gathers what stands in the order of the walk. Whoever was found at a door later stands with it. */
export function sheetsOf<Person extends RoundPerson>(people: readonly Person[]): Sheet<Person>[] {
  const sheets = new Map<string, { name: string; doors: Map<string, Door<Person>> }>()
  for (const one of people) {
    let sheet = sheets.get(one.sheet)
    if (!sheet) sheets.set(one.sheet, sheet = { name: one.sheet_name, doors: new Map() })
    const door = sheet.doors.get(one.door)
    if (door) door.people.push(one)
    else sheet.doors.set(one.door, { door: one.door, door_name: one.door_name, sheet: one.sheet, people: [one] })
  }
  return [...sheets].map(([sheet, { name, doors }]) => {
    const list = [...doors.values()]
    return { sheet, sheet_name: name, doors: list, counts: countsOf(list.flatMap((door) => door.people)) }
  })
}

export type Filter = 'all' | 'missing' | 'away' | 'disputed'
export function fits(standing: Standing, filter: Filter): boolean {
  switch (filter) {
    case 'all': return true
    case 'missing': return standing === 'missing' || standing === 'disputed'
    case 'away': return standing === 'away'
    case 'disputed': return standing === 'disputed'
  }
}

const plain = (text: string): string => text.normalize('NFKC').replace(/[\s'·.]/g, '').toLowerCase()

/** Whether somebody is meant: by a part of the name, the end of the phone, or the door. */
export function isMeant(person: Pick<RoundPerson, 'name' | 'phone_tail' | 'sheet_name' | 'door_name'>, words: string): boolean {
  const wanted = plain(words)
  if (wanted === '') return true
  if (plain(person.name).includes(wanted) || plain(`${person.sheet_name}${person.door_name}`).includes(wanted)) return true
  if (/^\d{2,4}$/.test(wanted) && person.phone_tail?.endsWith(wanted)) return true
  return doorFits(person, words)
}

/** The numbers and letters of a name, without the zeros before: `5-02-0302` is 5, 2, 302. */
export function tokensOf(text: string): string[] {
  return (text.normalize('NFKC').toLowerCase().match(/\d+|[a-z]+/g) ?? []).map((token) => token.replace(/^0+(?=\d)/, ''))
}

interface DoorNames { sheet_name: string; door_name: string }
/** The words before the first number: 东街 of 东街1号. In a village many lanes have the same numbers. */
const placeOf = (typed: string): string => (/^[^\d]*/.exec(typed.normalize('NFKC'))?.[0] ?? '').replace(/[^\p{L}]/gu, '').replace(/[a-z]+$/i, '').toLowerCase()

/** Whether `302`, `5-2-302` or `东街1号` names the door. The compound's own number may stand before. */
export function doorFits({ sheet_name, door_name }: DoorNames, typed: string): boolean {
  const wanted = tokensOf(typed)
  if (wanted.length === 0 || !plain(sheet_name + door_name).includes(placeOf(typed))) return false
  const own = tokensOf(`${sheet_name} ${door_name}`)
  return wanted.length <= own.length && wanted.every((token, n) => token === own[own.length - wanted.length + n])
}

/** The doors that somebody who types back from paper may mean: of the sheet, or of all sheets. */
export function doorsTyped<Person extends RoundPerson>(sheets: readonly Sheet<Person>[], typed: string, sheet: string | null): Door<Person>[] {
  const among = sheets.filter((one) => sheet === null || one.sheet === sheet)
  const found = among.flatMap((one) => one.doors.filter((door) => doorFits({ sheet_name: one.sheet_name, door_name: door.door_name }, typed)))
  // 5-2-302 or 西街1号 is meant even where another sheet is chosen.
  if (found.length > 0 || sheet === null || tokensOf(typed).length < 2 && placeOf(typed) === '') return found
  return doorsTyped(sheets, typed, null)
}

/** What a hand scanner types when it reads the code of a sheet. */
export function sheetScanned(text: string): { round_id: string; sheet: string } | null {
  const found = /^fangxian:round:([0-9a-f-]{36}):([0-9a-z-]+)$/i.exec(text.normalize('NFKC').trim())
  return found ? { round_id: found[1]!.toLowerCase(), sheet: found[2]! } : null
}

/** The community of a place, which stands in its code. */
export const communityOf = (place: string): string => place.slice(0, 12)

export interface DoorParts { compound: string; building: string; unit: string; room: string }
/** The parts of a door's name, for somebody who was found there. `unitEnds` are the signs that a
 *  unit's name ends with. Where a compound has neither units nor rooms, the door is the house. */
export function doorParts(person: Pick<RoundPerson, 'sheet' | 'sheet_name' | 'door_name'>, unitEnds: readonly string[]): DoorParts {
  const space = person.sheet_name.lastIndexOf(' ')
  // Behind the community stand the compound, the building and the unit, as far as the sheet goes.
  const below = person.sheet.slice(12).split('-').length - 1
  if (below <= 1) return { compound: person.sheet_name, building: person.door_name, unit: '', room: '' }
  const [compound, within] = space < 0 ? ['', person.sheet_name] : [person.sheet_name.slice(0, space), person.sheet_name.slice(space + 1)]
  const unit = below >= 3 ? new RegExp(`([0-9]+|[A-Za-z]+|[^0-9A-Za-z])(?:${unitEnds.join('|')})$`).exec(within)?.[0] ?? '' : ''
  return { compound, building: within.slice(0, within.length - unit.length), unit, room: person.door_name }
}
