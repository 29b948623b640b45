// The rows of a list on the phone, and how high each is: a row that is not in sight is not drawn.
import type { RoundPerson } from '@/api/contract'
import { fits, isMeant, sheetsOf, type Door, type Filter, type Sheet } from '@/rounds/sheets'

export type Entry =
  | { is: 'sheet'; sheet: Sheet<RoundPerson> }
  | { is: 'door'; door: Door<RoundPerson>; sheet: Sheet<RoundPerson> }
  | { is: 'person'; person: RoundPerson; sheet: Sheet<RoundPerson> }

const HEIGHT = { sheet: 46, door: 56, person: 88, side: 62 }
export function heightOf(entry: Entry): number {
  switch (entry.is) {
    case 'sheet': return HEIGHT.sheet
    case 'door': return HEIGHT.door
    case 'person': return HEIGHT.person + (entry.person.standing === 'disputed' ? entry.person.ticks.length * HEIGHT.side : 0)
  }
}
export function keyOf(entry: Entry): string {
  switch (entry.is) {
    case 'sheet': return `s ${entry.sheet.sheet}`
    case 'door': return `d ${entry.door.door}`
    case 'person': return entry.person.person_id
  }
}

/** Who was ticked just now stays where he is: rows must not move under a thumb. */
export function entriesOf(people: readonly RoundPerson[], filter: Filter, words: string, stay: ReadonlySet<string>): Entry[] {
  const isShown = (one: RoundPerson): boolean => isMeant(one, words) && (fits(one.standing, filter) || stay.has(one.person_id))
  return sheetsOf(people).flatMap((sheet) => {
    const doors = sheet.doors.flatMap((door) => {
      const shown = door.people.filter(isShown)
      return shown.length === 0 ? [] : [{ is: 'door', door, sheet } as const, ...shown.map((person) => ({ is: 'person', person, sheet }) as const)]
    })
    return doors.length === 0 ? [] : [{ is: 'sheet', sheet } as const, ...doors]
  })
}
