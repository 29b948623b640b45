// What the phone keeps, what it offers, and what an answer does: pure, so that it can be run
// through ten thousand bad days. Facts are added and never changed. A part is cut from them once
// and is the same bytes for good; only how it stands changes. A step is one transaction of the
// phone's disk: a phone that dies between two steps has what the steps before it left.
import type { Moment } from '@/api/contract'
import type { BatchAnswer, Flag, Pool, Who } from './wire'

export type Fact =
  | { fact_id: string; is: 'open'; use_id: string; tube: string; round_id: string; place: string; site_id: string | null; pool: Pool; at: Moment }
  | { fact_id: string; is: 'swab'; use_id: string; who: Who; label: string; at: Moment }
  | { fact_id: string; is: 'undo'; use_id: string; undoes: string; at: Moment }
  | { fact_id: string; is: 'seal'; use_id: string; at: Moment; stated: number }
export type OpenFact = Extract<Fact, { is: 'open' }>
export type SwabFact = Extract<Fact, { is: 'swab' }>

export type PartState = 'waiting' | 'kept' | 'set_aside' | 'refused'
export interface Part {
  part_id: string
  use_id: string
  /** The swabs in it, by their facts; and whether it says that the tube is sealed. */
  swabs: string[]
  has_seal: boolean
  /** As it is offered, byte for byte, each time. */
  body: string
  state: PartState
  answered_at: Moment | null
  flags: Flag[]
  code: string | null
  message: string | null
}
/** The history of the server's store, as far as the phone has heard of it. */
export interface Heard { epoch: string; seq: number }
export interface Kept { facts: ReadonlyMap<string, Fact>; parts: ReadonlyMap<string, Part>; heard: Heard | null }
/** One transaction: what is written and what is dropped, all or nothing. */
export interface Step { facts?: Fact[]; parts?: Part[]; heard?: Heard; drop?: { facts: string[]; parts: string[] } }

export const nothingKept = (): Kept => ({ facts: new Map(), parts: new Map(), heard: null })
/** What is kept when a step is done. */
export function after(kept: Kept, step: Step): Kept {
  const facts = new Map(kept.facts)
  const parts = new Map(kept.parts)
  step.facts?.forEach((fact) => facts.set(fact.fact_id, fact))
  step.parts?.forEach((part) => parts.set(part.part_id, part))
  step.drop?.facts.forEach((id) => facts.delete(id))
  step.drop?.parts.forEach((id) => parts.delete(id))
  return { facts, parts, heard: step.heard ?? kept.heard }
}

export interface Tube {
  open: OpenFact
  swabs: SwabFact[]
  sealed: { at: Moment; stated: number } | null
  parts: Part[]
}

/** The tubes of the phone in the order in which they were opened. Ids grow with the time. */
export function tubesOf({ facts, parts }: Kept): Tube[] {
  const tubes = new Map<string, Tube>()
  const inOrder = [...facts.values()].sort((a, b) => (a.fact_id < b.fact_id ? -1 : 1))
  for (const fact of inOrder) if (fact.is === 'open') tubes.set(fact.use_id, { open: fact, swabs: [], sealed: null, parts: [] })
  const undone = new Set(inOrder.flatMap((fact) => (fact.is === 'undo' ? [fact.undoes] : [])))
  for (const fact of inOrder) {
    const tube = tubes.get(fact.use_id)
    if (tube && fact.is === 'swab' && !undone.has(fact.fact_id)) tube.swabs.push(fact)
    if (tube && fact.is === 'seal') tube.sealed ??= { at: fact.at, stated: fact.stated }
  }
  for (const part of [...parts.values()].sort((a, b) => (a.part_id < b.part_id ? -1 : 1))) tubes.get(part.use_id)?.parts.push(part)
  return [...tubes.values()]
}

const cutOf = (tube: Tube): Set<string> => new Set(tube.parts.flatMap((part) => part.swabs))
/** The last swab, where it can still be taken back: not sealed in, and in no part. */
export function undoableOf(tube: Tube): SwabFact | null {
  const last = tube.swabs.at(-1)
  return last && tube.sealed === null && !cutOf(tube).has(last.fact_id) ? last : null
}

/** How long the swabs of a tube that is still open wait for its seal: nearly every tube is one part. */
export const OPEN_WAIT_MS = 10 * 60_000

/** Cuts parts of what is due: sealed tubes at once, open ones when they have stood for a while. */
export function cut(kept: Kept, now: Moment, newId: () => string): Step {
  const parts = tubesOf(kept).flatMap((tube): Part[] => {
    const known = cutOf(tube)
    const swabs = tube.swabs.filter((swab) => !known.has(swab.fact_id))
    const has_seal = tube.sealed !== null && !tube.parts.some((part) => part.has_seal)
    const isDue = has_seal || swabs.some((swab) => now - swab.at >= OPEN_WAIT_MS)
    if (!isDue || swabs.length === 0 && !has_seal) return []
    const part_id = newId()
    return [{
      part_id, use_id: tube.open.use_id, swabs: swabs.map((swab) => swab.fact_id), has_seal, body: bodyOf(part_id, tube, known.size, swabs, has_seal),
      state: 'waiting', answered_at: null, flags: [], code: null, message: null,
    }]
  })
  return parts.length === 0 ? {} : { parts }
}

function bodyOf(part_id: string, { open, sealed }: Tube, first_position: number, swabs: SwabFact[], has_seal: boolean): string {
  const { tube, use_id, round_id, place, site_id, pool, at: opened_at } = open
  const members = swabs.map(({ who, at }) => ({ ...who, taken_at: at }))
  return JSON.stringify({ part_id, tube, use_id, round_id, place, site_id, pool, opened_at, first_position, members, sealed: has_seal ? sealed : null })
}

export const MEMBERS_MAX = 500
const PARTS_MAX = 100

/** So few people at once get through any link that gets anything through. */
const MEMBERS_MIN = 20
/** A link that broke under a batch is offered half of it, and twice as much when it held. */
export const fewer = (members_max: number): number => Math.max(MEMBERS_MIN, Math.floor(members_max / 2))
export const more = (members_max: number): number => Math.min(MEMBERS_MAX, members_max * 2)

/** What is offered next, oldest first: whole parts, so many that a weak network carries them. */
export function batchOf(kept: Kept, members_max = MEMBERS_MAX): Part[] {
  const waiting = [...kept.parts.values()].filter((part) => part.state === 'waiting').sort((a, b) => (a.part_id < b.part_id ? -1 : 1))
  const batch: Part[] = []
  let n_members = 0
  for (const part of waiting) {
    if (batch.length > 0 && n_members + part.swabs.length > members_max || batch.length === PARTS_MAX) break
    batch.push(part)
    n_members += part.swabs.length
  }
  return batch
}

/** The body of a sending: the parts stand in it byte for byte as they were cut. */
export const batchBody = (batch: readonly Part[], made_at: Moment, put_right_ms: number, n_unsent: number): string =>
  `{"made_at":${made_at},"put_right_ms":${put_right_ms},"parts":[${batch.map((part) => part.body).join(',')}],"n_unsent":${n_unsent}}`

/** What an answer does. A part that it does not name waits on. */
export function answered(kept: Kept, batch: readonly Part[], answer: Pick<BatchAnswer, 'epoch' | 'seq' | 'answers'>, now: Moment): Step {
  const told = new Map(answer.answers.map((one) => [one.part_id, one]))
  const parts = batch.flatMap((sent): Part[] => {
    const part = kept.parts.get(sent.part_id)
    const own = told.get(sent.part_id)
    return part && own ? [{ ...part, state: own.fate, answered_at: now, flags: own.flags, code: own.code, message: own.message }] : []
  })
  return heard(kept, answer, parts)
}

/**
 * What the server says of its own history goes into the same step as what it makes necessary: where
 * the store was put back to an earlier state, everything the phone still has is offered again.
 */
export function heard(kept: Kept, { epoch, seq }: Heard, just: readonly Part[] = []): Step {
  const before = kept.heard
  const isPutBack = before !== null && (before.epoch !== epoch || seq < before.seq)
  const answeredNow = new Set(just.map((part) => part.part_id))
  const again = isPutBack ? [...kept.parts.values()].filter((part) => part.state !== 'waiting' && !answeredNow.has(part.part_id)).map((part): Part => ({ ...part, state: 'waiting' })) : []
  return { parts: [...just, ...again], heard: { epoch, seq } }
}

/** Somebody looked into why a part was not taken, and offers it again. */
export const offerAgain = (kept: Kept): Step =>
  ({ parts: [...kept.parts.values()].filter((part) => part.state === 'refused').map((part): Part => ({ ...part, state: 'waiting' })) })

/** How long the phone keeps what the server has: it may have to be put back from a backup. */
export const KEEP_MS = 7 * 86_400_000

/** Drops tubes of which the server has had everything for a week; what waits is never dropped. */
export function prune(kept: Kept, now: Moment): Step {
  const over = tubesOf(kept).filter((tube) => {
    const known = cutOf(tube)
    return tube.sealed !== null && tube.parts.some((part) => part.has_seal) && tube.swabs.every((swab) => known.has(swab.fact_id))
      && tube.parts.every((part) => part.state === 'kept' && part.answered_at !== null && now - part.answered_at > KEEP_MS)
  })
  if (over.length === 0) return {}
  const uses = new Set(over.map((tube) => tube.open.use_id))
  return { drop: {
    facts: [...kept.facts.values()].filter((fact) => uses.has(fact.use_id)).map((fact) => fact.fact_id),
    parts: over.flatMap((tube) => tube.parts.map((part) => part.part_id)),
  } }
}

export interface Backlog { n_people: number; n_tubes: number }
/** What has not arrived yet: people, and tubes of which something has not. */
export function backlogOf(kept: Kept): Backlog {
  let [n_people, n_tubes] = [0, 0]
  for (const tube of tubesOf(kept)) {
    const gone = new Set(tube.parts.filter((part) => part.state !== 'waiting').flatMap((part) => part.swabs))
    const n = tube.swabs.filter((swab) => !gone.has(swab.fact_id)).length
    const sealWaits = tube.sealed !== null && !tube.parts.some((part) => part.has_seal && part.state !== 'waiting')
    n_people += n
    if (n > 0 || sealWaits) n_tubes += 1
  }
  return { n_people, n_tubes }
}
