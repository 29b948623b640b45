// Who is it? By the number of the document without holding numbers, by card, door or a few letters.
import { plain } from '@/phone/documents'
import type { PackPerson } from './wire'

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))
/** The tag of a document number: the first four bytes of its keyed hash. */
export async function tagOf(tag_key: string, document: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', bytesOf(tag_key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(plain(document))))
  return [...mac.slice(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Who bears a number: tags are short, so the end of the number must agree as well. */
export async function byDocument(people: readonly PackPerson[], tag_key: string, document: string): Promise<PackPerson[]> {
  const [tag, last4] = [await tagOf(tag_key, document), plain(document).slice(-4)]
  return people.filter((one) => one.tag === tag && (one.last4 === '' || one.last4 === last4))
}

const CARD = /^FX1:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i
/** The person whose card was scanned; null where it is no card of ours. */
export const cardOf = (text: string): string | null => CARD.exec(text.trim())?.[1]?.toLowerCase() ?? null

const RANK = { infant: 0, pregnant: 0, disabled: 0, aged: 1, none: 2 } as const
const FOUND_MAX = 40
/** Names are masked on the phone: a typed one fits where every sign that is shown agrees. */
function isName(name: string, words: string): boolean {
  if (name.includes(words)) return true
  const [shown, typed] = [[...name], [...words]]
  return typed.length > 1 && shown.length === typed.length && shown.every((sign, n) => sign === '*' || sign === typed[n])
}

/** One box: letters of the name, the last four of the document, the door, the name. */
export function findPeople(people: readonly PackPerson[], typed: string): PackPerson[] {
  const words = plain(typed)
  if (words === '') return []
  const letters = words.toLowerCase()
  const fits = (one: PackPerson): boolean =>
    one.initials.startsWith(letters) || one.last4 === words || isName(one.name, words)
    || plain(one.door_name).includes(words) || plain(one.sheet_name + one.door_name).includes(words)
  const rank = (one: PackPerson): number => RANK[one.priority ?? 'none']
  return people.filter(fits).sort((a, b) => rank(a) - rank(b)).slice(0, FOUND_MAX)
}

export interface Door { door: string; name: string; people: PackPerson[] }
export interface Building { name: string; doors: Door[] }
/** The list by building and door, in the order in which it came. */
export function buildingsOf(people: readonly PackPerson[]): Building[] {
  const buildings = new Map<string, Map<string, Door>>()
  for (const one of people) {
    const doors = buildings.get(one.sheet_name) ?? new Map<string, Door>()
    const door = doors.get(one.door) ?? { door: one.door, name: one.door_name, people: [] }
    door.people.push(one)
    buildings.set(one.sheet_name, doors.set(one.door, door))
  }
  return [...buildings].map(([name, doors]) => ({ name, doors: [...doors.values()] }))
}
