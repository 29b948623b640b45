// The gate that this phone is: where it stands, whether the centre is reached, who is inside, what waits.
import { computed, shallowReactive } from 'vue'
import { gateApi, type GateList, type GateOutage, type Inside } from '@/api/gate'
import { ApiError, isCode } from '@/api/errors'
import { clockAt, looked, measured, timeNow, type Clock } from '@/phone/clock'
import { cityDay } from './believe'
import { ListRefused, readList, type ListFlaw } from './list'
import * as vault from './vault'

interface Gate {
  state: 'starting' | 'closed' | 'open'
  /** The server knows this gate no more: lost, ended, or its place ended. */
  isEnded: boolean
  isOnline: boolean
  secret: string
  about: GateList | null
  /** By which the lists of this gate's city are known: it came with the square of the gate. */
  listKey: string
  /** Why the last list was not taken. */
  listFlaw: ListFlaw | null
  /** When the list was taken, by the server's clock. */
  taken_at: number
  inside: Inside
  n_waiting: number
  n_aside: number
  isSending: boolean
  /** Let in without a network by a code that said green, where the centre knew another color. */
  n_colored: number
  /** Too old to be kept when they arrived. */
  n_dropped: number
}
export const gate = shallowReactive<Gate>({
  state: 'starting', isEnded: false, isOnline: true, secret: '', about: null, listKey: '', listFlaw: null, taken_at: 0,
  inside: { inside: null, limit: null }, n_waiting: 0, n_aside: 0, isSending: false, n_colored: 0, n_dropped: 0,
})

const SECRET = /^[0-9a-f]{64}$/
/** The secret of a gate in what was scanned, typed or opened; null where there is none. */
export function secretIn(text: string): string | null {
  const plain = (/FXG1:([0-9a-fA-F]+)/.exec(text)?.[1] ?? text).replace(/\s/g, '').toLowerCase()
  return SECRET.test(plain) ? plain : null
}
/** The key of lists that stands beside it in a square; none where the secret was typed. */
const listKeyIn = (text: string): string => /FXG1:[0-9a-fA-F]+:([0-9a-fA-F]{64})/.exec(text)?.[1]?.toLowerCase() ?? ''

// Not among what is shown: it moves whenever it is looked at.
let clock: Clock = clockAt(Date.now(), performance.now())
let isAwake = true
export function now(): number {
  clock = looked(clock, Date.now(), performance.now(), isAwake)
  isAwake = !document.hidden
  return timeNow(clock, Date.now())
}
document.addEventListener('visibilitychange', () => { if (document.hidden) isAwake = false })

/** What was taken along serves a day and no longer. */
export const LIST_MS = 24 * 3_600_000
export const listAge_ms = (): number => now() - gate.taken_at
/** What holds today, where the list still serves. */
export const today = (at: number): GateList['days'][number] | null =>
  (Math.abs(at - gate.taken_at) > LIST_MS ? null : gate.about?.days.find(({ day }) => day === cityDay(at)) ?? null)
/** That codes are down at a moment, by the list that was signed; it ends by the clock. */
export function outageAt(at: number): GateOutage | null {
  const outage = gate.about?.outage ?? null
  return outage && Math.abs(at - gate.taken_at) <= LIST_MS && outage.since <= at && at < outage.until ? outage : null
}
export const isFull = computed(() => gate.inside.limit !== null && (gate.inside.inside ?? 0) >= gate.inside.limit)

/** By a clock that nobody turns: when the list was taken. */
let takenMono: number | null = null
interface Told { list: GateList; inside: number | null; listKey: string; asked: number }
/** A list of the centre, for a gate that has one already or for one that is opened. */
async function asked(secret: string, key: string, known: GateList | null): Promise<Told> {
  const asked = performance.now()
  const { inside, list_key, ...told } = await gateApi.about(secret)
  const listKey = key === '' ? list_key : key
  const at_least = known && takenMono !== null ? known.made_at + (asked - takenMono) : 0
  return { list: await readList(told, listKey, { known, at_least }), inside, listKey, asked }
}
async function taken(secret: string, { list: about, inside: n, listKey, asked }: Told): Promise<void> {
  // The time that was signed, not one that was told beside it.
  clock = measured(about.made_at, asked, Date.now(), performance.now())
  takenMono = performance.now()
  const inside: Inside = { inside: n, limit: about.days[0]?.limit ?? null }
  const taken_at = about.made_at
  await vault.keep({ secret, about, listKey, taken_at, clock, inside })
  Object.assign(gate, { secret, about, listKey, listFlaw: null, taken_at, inside, isOnline: true, isEnded: false, state: 'open' })
}

export type OpenFlaw = 'no_secret' | 'wrong_secret' | 'unreachable' | 'others_wait' | 'list_refused'
/** Opens the gate of a secret; says why not. */
export async function open(text: string): Promise<OpenFlaw | null> {
  const secret = secretIn(text)
  if (secret === null) return 'no_secret'
  try {
    const told = await asked(secret, listKeyIn(text), null)
    // Scans of another place would be taken for scans of this one.
    const [first] = await vault.waiting(1)
    if (first && first.venue !== told.list.number) return 'others_wait'
    await taken(secret, told)
    void navigator.storage?.persist?.()
    return null
  } catch (error) {
    if (error instanceof ListRefused) return 'list_refused'
    return isEnd(error) ? 'wrong_secret' : 'unreachable'
  }
}

/** What this phone was when it was last closed; opens without a network. */
export async function start(link: string): Promise<void> {
  const known = await vault.kept().catch(() => null)
  if (known) {
    const { secret, about, listKey = '', taken_at, inside } = known
    clock = clockAt(Date.now(), performance.now(), known.clock)
    Object.assign(gate, { secret, about, listKey, taken_at, inside, state: 'open' })
  } else gate.state = 'closed'
  await recount()
  const fresh = secretIn(link)
  if (fresh !== null && fresh !== known?.secret) await open(fresh)
}

/** The phone is no gate any more. What waits stays on it until it was sent. */
export async function leave(): Promise<void> {
  await vault.forget()
  takenMono = null
  Object.assign(gate, { state: 'closed', secret: '', about: null, listKey: '', listFlaw: null, isEnded: false })
}
export async function recount(): Promise<void> { Object.assign(gate, await vault.counts()) }

/** The secret is known no more, or the place has no code any more. */
export const isEnd = (error: unknown): boolean => isCode(error, 'not_signed_in') || isCode(error, 'not_found')
/** Nobody answers who could: the gate decides by itself. */
export function failed(error: unknown): void {
  // Whoever gives a list that nobody signed is not the centre.
  if (error instanceof ListRefused) gate.listFlaw = error.flaw
  if (isEnd(error)) gate.isEnded = true
  if (!(error instanceof ApiError) || error.status === 0 || error.status >= 500) gate.isOnline = false
}

/** Whether the centre is reached; what was taken along is fresh again where it is. */
export async function lookForCentre(): Promise<boolean> {
  if (gate.state !== 'open') return false
  try {
    await taken(gate.secret, await asked(gate.secret, gate.listKey, gate.about))
    return true
  } catch (error) { failed(error); return false }
}
/** So many are inside now; a page that is opened again without a network knows it. */
export async function putInside({ inside, limit }: Inside): Promise<void> {
  const { secret, about, listKey, taken_at, inside: before } = gate
  gate.inside = { inside, limit }
  if (about && (before.inside !== inside || before.limit !== limit)) await vault.keep({ secret, about, listKey, taken_at, clock, inside: { inside, limit } }).catch(() => undefined)
}
/** How many are inside, by all gates of the place. */
export async function lookInside(): Promise<void> {
  const { secret } = gate
  try {
    const { inside, limit, down_until = null } = await gateApi.inside(secret)
    if (gate.secret !== secret) return
    await putInside({ inside, limit })
    // What is told beside the list is a hint to take a new one, which is signed.
    if (down_until !== (outageAt(now())?.until ?? null)) await lookForCentre()
  } catch (error) { failed(error) }
}
