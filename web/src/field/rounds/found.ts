// Somebody who opens the door and stands on no list.
import type { DocumentKind, NewPerson, Relation, RoundPerson, Stay } from '@/api/contract'
import { newId } from '@/api/ids'
import { isPhone, isResidentId, plain } from '@/phone/documents'
import { communityOf, doorParts, type DoorParts } from '@/rounds/sheets'

export interface FoundWords extends DoorParts { name: string; document_kind: DocumentKind; document: string; phone: string; relation: Relation; stay: Stay }
export type FoundFlaw = 'nameMissing' | 'numberMissing' | 'idWrong' | 'phoneWrong' | 'doorMissing'

/** What the form begins with: the door at which one stands. */
export function foundWords(at: RoundPerson | null, unitEnds: readonly string[]): FoundWords {
  const door = at ? doorParts(at, unitEnds) : { compound: '', building: '', unit: '', room: '' }
  return { ...door, name: '', document_kind: 'resident_id', document: '', phone: '', relation: 'tenant', stay: 'temporary' }
}

/** What must be put right before it is kept; the rest is the server's to say. */
export function foundFlaw(words: FoundWords): FoundFlaw | null {
  if (words.name.trim() === '') return 'nameMissing'
  if (words.building.trim() === '' && words.room.trim() === '') return 'doorMissing'
  if (words.document_kind !== 'none_yet' && plain(words.document) === '') return 'numberMissing'
  if (words.document_kind === 'resident_id' && !isResidentId(plain(words.document))) return 'idWrong'
  if (words.phone.trim() !== '' && !isPhone(plain(words.phone))) return 'phoneWrong'
  return null
}

/** The person as he is sent, and the row by which he stands on the list at once. `known` is a body
 *  that was refused: put right, it keeps its ids, and with them the ticks. */
export function foundPerson(words: FoundWords, at: RoundPerson, known: NewPerson | null): { body: NewPerson; row: RoundPerson } {
  const phone = plain(words.phone)
  const person_id = known?.person_id ?? newId()
  const here = foundWords(at, [])
  const isSameDoor = words.room === at.door_name || at.door_name === here.building && words.building === at.door_name
  const door_name = isSameDoor ? at.door_name : words.room.trim() === '' ? words.building.trim() : words.room.trim()
  return {
    body: {
      person_id, fact_id: known?.fact_id ?? newId(), community: communityOf(at.door), found: true,
      person: {
        name: words.name.trim(), document_kind: words.document_kind, document: words.document_kind === 'none_yet' ? '' : plain(words.document), phone: phone === '' ? null : phone,
        relation: words.relation, stay: words.stay, compound: words.compound.trim(), building: words.building.trim(), unit: words.unit.trim(), room: words.room.trim(),
      },
    },
    row: {
      person_id, door: isSameDoor ? at.door : `${at.sheet}-${door_name}`, door_name, sheet: at.sheet, sheet_name: at.sheet_name, name: words.name.trim(), age: null, sex: null,
      relation: words.relation, stay: words.stay, phone_tail: phone === '' ? null : phone.slice(-4), note: '', standing: 'missing', ticks: [],
    },
  }
}
