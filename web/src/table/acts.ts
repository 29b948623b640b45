// What is done at the table. Each act is on the phone's disk before its check mark shows.
import { readCode, type CodeFlaw } from './code'
import { swabFlaw, wrongPool, type SwabFlaw } from './pools'
import { undoableOf, type Fact, type OpenFact, type Tube } from './queue'
import { inTurn, lookForRoom, nextId, now, openTube, people, sampledHere, table, tubes } from './store'
import { sync } from './sync'
import type { PackPerson, Pool, Stranger, Who } from './wire'

export type TubeFlaw = { is: CodeFlaw } | { is: 'seen'; n: number } | { is: 'wrong_pool'; pool: Pool } | { is: 'no_room' }
/** Opens a tube, or says at once why not. */
export async function openTubeAs(text: string, pool: Pool): Promise<TubeFlaw | null> {
  const { taken } = table
  if (!taken) return { is: 'shape' }
  const read = readCode(text)
  if ('flaw' in read) return { is: read.flaw }
  const seen = tubes.value.find((tube) => tube.open.tube === read.code)
  if (seen) return { is: 'seen', n: seen.swabs.length }
  const other = wrongPool(taken.rolls, read.code, pool)
  if (other) return { is: 'wrong_pool', pool: other }
  if (!await lookForRoom()) return { is: 'no_room' }
  const fact_id = nextId()
  const fact: OpenFact = { fact_id, is: 'open', use_id: nextId(), tube: read.code, round_id: taken.round.round_id, place: taken.place, site_id: taken.site_id, pool, at: now() }
  await record(fact)
  return null
}
const record = (...facts: Fact[]): Promise<void> => inTurn(() => ({ step: { facts }, answer: undefined }))

/** Who is to go into the tube: of the list, of none, or by a card that the list does not know. */
export type Meant = { person: PackPerson } | { stranger: Stranger } | { person_id: string }
export const whoOf = (meant: Meant): Who =>
  ('person' in meant ? { person_id: meant.person.person_id } : 'stranger' in meant ? { stranger: meant.stranger } : { person_id: meant.person_id })
export const labelOf = (meant: Meant): string =>
  ('person' in meant ? `${meant.person.name} ${meant.person.last4} ${meant.person.sheet_name}${meant.person.door_name}`.replace(/\s+/g, ' ').trim() : 'stranger' in meant ? meant.stranger.name : `FX1 ${meant.person_id.slice(-6)}`)

const sameStranger = (a: Stranger, b: Stranger): boolean => a.document !== '' && a.document === b.document && a.document_kind === b.document_kind
const isSame = (a: Who, b: Who): boolean =>
  ('person_id' in a ? 'person_id' in b && a.person_id === b.person_id : 'stranger' in b && sameStranger(a.stranger, b.stranger))

export type Refused = { is: SwabFlaw; tube: string | null } | { is: 'no_room' }
/** What is wrong with taking somebody's swab into the open tube; null where nothing is. */
export function flawOf(tube: Tube, meant: Meant): Refused | null {
  const who = whoOf(meant)
  const here = 'person_id' in who ? sampledHere.value.get(who.person_id) ?? null : tubes.value.find((one) => one.open.round_id === tube.open.round_id && one.swabs.some((swab) => isSame(swab.who, who)))?.open.tube ?? null
  // Whoever waits for a test of his own was sampled in the round, and is sampled again.
  const isElsewhere = 'person' in meant && meant.person.sampled_at !== null && !meant.person.held
  const flaw = swabFlaw({
    pool: tube.open.pool, n_inside: tube.swabs.length, isInside: tube.swabs.some((swab) => isSame(swab.who, who)),
    wasSampled: here !== null || isElsewhere, isOfHousehold: isOfHousehold(tube, meant), isHeld: 'person' in meant && meant.person.held,
  })
  return flaw && { is: flaw, tube: here }
}
/** The household of a tube is the door of the first of the list in it; who is of no list is taken at his word. */
function isOfHousehold(tube: Tube, meant: Meant): boolean {
  if (!('person' in meant)) return true
  const doors = tube.swabs.flatMap((swab) => ('person_id' in swab.who ? people.value.get(swab.who.person_id)?.door ?? [] : []))
  return doors.length === 0 || doors.includes(meant.person.door)
}

/** Takes somebody down; `although` he was sampled in this round already. */
export async function swab(meant: Meant, although = false): Promise<Refused | null> {
  const tube = openTube.value
  if (!tube) return { is: 'full', tube: null }
  const flaw = flawOf(tube, meant)
  if (flaw && !(although && flaw.is === 'sampled')) return flaw
  if (!await lookForRoom()) return { is: 'no_room' }
  await record({ fact_id: nextId(), is: 'swab', use_id: tube.open.use_id, who: whoOf(meant), label: labelOf(meant), at: now() })
  return null
}

/** Takes the last one back; says whether that could still be done. */
export async function undo(tube: Tube): Promise<boolean> {
  const last = undoableOf(tube)
  if (!last) return false
  await record({ fact_id: nextId(), is: 'undo', use_id: tube.open.use_id, undoes: last.fact_id, at: now() })
  return true
}

export async function sealTube(tube: Tube, stated: number): Promise<void> {
  await record({ fact_id: nextId(), is: 'seal', use_id: tube.open.use_id, at: now(), stated })
  void sync()
}
