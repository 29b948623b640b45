// What the register's pages say, and how they read a code, a door and a number.
import type { Day, DocumentKind, Me, PersonBody, PersonChangeRow, PersonRow, PersonView, Role, Sex } from '@/api/contract'
import type { RegisterWords } from '@/words/register'

/** Digits of a community in a place code; what follows is the register's own. */
const COMMUNITY_DIGITS = 12
/** Compound, building, unit, household. */
const UNIT_PARTS = 3

/** The community of a place, or null above it. */
export const communityOf = (code: string): string | null => (code.length >= COMMUNITY_DIGITS ? code.slice(0, COMMUNITY_DIGITS) : null)

const nParts = (code: string): number => code.split('-').length - 1
/** Whether nothing but doors lies below. */
export const isUnit = (code: string): boolean => nParts(code) >= UNIT_PARTS

/** The way from the community down to a place, the place last. */
export function wayTo(code: string): string[] {
  const parts = code.split('-')
  return parts.map((_, i) => parts.slice(0, i + 1).join('-'))
}

const KEEPERS: readonly Role[] = ['community_registrar', 'grid_worker']

/** Where the person keeps the register: his communities, or what lies above several. */
export function ownPlaces(me: Pick<Me, 'roles'> | null): { code: string; name: string }[] {
  const own = (me?.roles ?? []).filter((held) => KEEPERS.includes(held.role))
    // A grid is part of a community and no place that people live in.
    .map((held) => ({ code: communityOf(held.jurisdiction) ?? held.jurisdiction, name: held.place_name }))
  return own.filter((one, i) => own.findIndex((other) => other.code === one.code) === i)
}

export interface DoorParts { building: string; unit: string; room: string }

/** A door that is said in one piece, taken apart again: 5号楼2单元302. */
export function doorParts(door: string, code: string, words: RegisterWords): DoorParts {
  const { building: asBuilding, unit: asUnit } = words.doorWord
  const building = door.includes(asBuilding) ? door.slice(0, door.indexOf(asBuilding) + asBuilding.length) : ''
  const rest = door.slice(building.length)
  const unitEnd = rest.indexOf(asUnit)
  if (building !== '') return { building, unit: unitEnd < 0 ? '' : rest.slice(0, unitEnd + asUnit.length), room: unitEnd < 0 ? rest : rest.slice(unitEnd + asUnit.length) }
  // A courtyard has neither unit nor room; a building of another name is told by the code's last part.
  const room = code.split('-')[4] ?? ''
  return room !== '' && room !== '0' && rest.endsWith(room) && rest !== room
    ? { building: rest.slice(0, -room.length), unit: '', room }
    : { building: rest, unit: '', room: '' }
}

/** Rows with the door said once for each household, and how many rows of the page it has from there on. */
export function byHousehold(rows: readonly PersonRow[]): { row: PersonRow; first: boolean; n: number }[] {
  const n = (from: number): number => {
    const next = rows.findIndex((row, i) => i > from && row.door !== rows[from]?.door)
    return (next < 0 ? rows.length : next) - from
  }
  return rows.map((row, i) => ({ row, first: rows[i - 1]?.door !== row.door, n: n(i) }))
}

/** The door as it was typed: 5-2-302, or 5号楼2单元302. */
export function doorTyped(form: Pick<PersonForm, 'building' | 'unit' | 'room'>): string {
  const parts = [form.building, form.unit, form.room].map((part) => part.trim()).filter((part) => part !== '')
  return parts.join(parts.every((part) => /^[0-9A-Za-z]+$/.test(part)) ? '-' : '')
}

/** Whole years on a day. */
export const ageOn = (born: Day, on: Day): number => Number(on.slice(0, 4)) - Number(born.slice(0, 4)) - (on.slice(5) < born.slice(5) ? 1 : 0)

/** The kind in short and the end of the number: 身份证 002X. */
export function documentShort(row: Pick<PersonRow, 'document_kind' | 'document_tail'>, words: RegisterWords): string {
  const kind = words.kindShort[row.document_kind]
  return row.document_tail === '' ? kind : `${kind} ${row.document_tail}`
}

export const ageSaid = (age: number | null, words: RegisterWords): string => (age === null ? words.unknown : words.years(age))

/** What was done, and to which fields. */
export function changeSaid(change: Pick<PersonChangeRow, 'kind' | 'fields'>, words: RegisterWords, separator: string): string {
  const what = words.factKind[change.kind]
  const fields = change.fields.map((field) => words.field[field] ?? words.fieldOther)
  return fields.length === 0 ? what : words.changed(what, fields.join(separator))
}

/** GB 11643: the weights of the first seventeen signs, and the last sign by the remainder. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECK_SIGNS = '10X98765432'
/** Nobody alive was born before it; the standard itself prints such a number as an example. */
const FIRST_DAY = '1900-01-01'
export type IdFlaw = 'length' | 'old' | 'sign' | 'day'

/** A number as it is compared: upper case, half width, without spaces and hyphens. */
export const plainNumber = (text: string): string => text.normalize('NFKC').replace(/[\s\-'\u2019]/g, '').toUpperCase()

/** What is wrong with a resident ID number, or null. A hint: the server decides. */
export function idFlaw(text: string, today: Day): IdFlaw | null {
  const number = plainNumber(text)
  if (/^\d{15}$/.test(number)) return 'old'
  if (!/^\d{17}[\dX]$/.test(number)) return 'length'
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(number[i]), 0)
  if (CHECK_SIGNS[sum % 11] !== number[17]) return 'sign'
  const born = bornIn(number)
  return isDay(born) && born >= FIRST_DAY && born <= today ? null : 'day'
}

const bornIn = (number: string): Day => `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`
const isDay = (day: Day): boolean => { const at = new Date(`${day}T00:00:00Z`); return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day) }

/** Day of birth and sex out of a number that has no flaw. */
export function idHolder(text: string, today: Day): { born: Day; sex: Sex } | null {
  if (idFlaw(text, today) !== null) return null
  const number = plainNumber(text)
  return { born: bornIn(number), sex: Number(number[16]) % 2 === 1 ? 'male' : 'female' }
}

/** What a person's form holds: every field a text, so that a form can be empty. */
export interface PersonForm {
  name: string; document_kind: DocumentKind; document: string; phone: string; sex: Sex | ''; born: Day | ''
  relation: PersonBody['relation'] | ''; stay: PersonBody['stay']; compound: string; building: string; unit: string; room: string; note: string
}

export const emptyForm = (door: Partial<DoorParts & { compound: string }> = {}): PersonForm => ({
  name: '', document_kind: 'resident_id', document: '', phone: '', sex: '', born: '', relation: '', stay: 'permanent',
  compound: '', building: '', unit: '', room: '', note: '', ...door,
})

/** The form of a record; its numbers are not known here and stay empty. */
export const formOf = (person: PersonView, words: RegisterWords): PersonForm => ({
  name: person.name, document_kind: person.document_kind, document: '', phone: '', sex: person.sex ?? '', born: person.born ?? '',
  relation: person.relation, stay: person.stay, compound: person.compound, ...doorParts(person.door_name, person.door, words), note: person.note,
})

/** What is sent: nothing where nothing was said. */
export const bodyOf = (form: PersonForm): PersonBody => ({
  name: form.name.trim(), document_kind: form.document_kind, document: form.document_kind === 'none_yet' ? '' : form.document.trim(),
  phone: form.phone.trim() || null, sex: form.sex || null, born: form.born || null, relation: form.relation || 'other', stay: form.stay,
  note: form.note.trim(), compound: form.compound.trim(), building: form.building.trim(), unit: form.unit.trim(), room: form.room.trim(),
})

/** The first thing that the form still lacks, or an empty text. */
export function formLacks(form: PersonForm, keeps: { document: boolean }, words: RegisterWords): string {
  if (form.name.trim() === '') return words.lacks.name
  if (form.relation === '') return words.lacks.relation
  if (!keeps.document && form.document_kind !== 'none_yet' && form.document.trim() === '') return words.lacks.document
  if (form.building.trim() === '' && form.room.trim() === '') return words.lacks.door
  return ''
}

/** What of somebody found is the same as what was typed. */
export function alikeIn(row: PersonRow, form: PersonForm): { document: boolean; phone: boolean; sex: boolean } {
  const number = plainNumber(form.document)
  const phone = plainNumber(form.phone)
  return {
    document: number !== '' && row.document_tail !== '' && number.endsWith(row.document_tail),
    phone: phone !== '' && row.phone_tail !== null && phone.endsWith(row.phone_tail),
    sex: form.sex !== '' && row.sex === form.sex,
  }
}
