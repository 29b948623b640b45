// The lists that the phone took with it, what was ticked on them, and how that gets to the server.
// Nothing here waits for a network: a tick is recorded when it stands on the phone's disk.
import { computed, shallowReactive, watch } from 'vue'
import { mayDo } from '@/api/acts'
import { api } from '@/api/client'
import type { NewPerson, RoundList, RoundPerson, RoundRow } from '@/api/contract'
import { isUnreachable } from '@/api/errors'
import { cityNow } from '@/days'
import { waitMs } from '@/phone/later'
import { byPerson, tickOf, withoutKept, withTicks, type Said } from '@/rounds/ticks'
import { UNDO_MS } from '../queue'
import * as vault from '../vault'
import { work } from '../work'
import { counts, heldBack, isPendingTick, isProblem, sendRounds, type FoundItem, type TickItem } from './outbox'

export interface TakenList extends RoundList { account_id: string; taken_at: number }
interface Rounds {
  rows: RoundRow[] | null
  asking: boolean
  error: unknown
  opened: boolean
  lists: Map<string, TakenList>
  ticks: TickItem[]
  found: FoundItem[]
  sending: boolean
  n_failures: number
  next_try_at: number
}
const nothing = (): Rounds => ({ rows: null, asking: false, error: null, opened: false, lists: new Map(), ticks: [], found: [], sending: false, n_failures: 0, next_try_at: 0 })
export const rounds = shallowReactive<Rounds>(nothing())
/** What may still be taken back, and until when. */
export const fresh = shallowReactive<{ ids: string[]; what: string; until: number }>({ ids: [], what: '', until: 0 })

const account = (): string => work.me?.account_id ?? ''
const own = computed(() => rounds.ticks.filter((item) => item.account_id === account()))
const ownFound = computed(() => rounds.found.filter((item) => item.account_id === account()))
export const n_unsent = computed(() => own.value.filter(isPendingTick).length + ownFound.value.filter(isPendingTick).length)
export const problems = computed(() => ({ ticks: own.value.filter(isProblem), found: ownFound.value.filter(isProblem) }))
export const held = computed(() => heldBack(ownFound.value))
/** The state of the newest tick of each person that is on the phone. */
export const stateOf = computed(() => new Map(own.value.filter((item) => !item.is_over).map((item) => [`${item.round_id} ${item.person_id}`, item.state])))

/** The list of a round as it will stand when everything on the phone has arrived. */
export function peopleOf(round_id: string): RoundPerson[] {
  const list = rounds.lists.get(round_id)
  if (!list) return []
  const known = new Set(list.people.map((one) => one.person_id))
  const found = ownFound.value.filter((item) => item.round_id === round_id && !known.has(item.body.person_id)).map((item) => item.row)
  const ticks = byPerson(own.value.filter((item) => item.round_id === round_id && counts(item)))
  return [...list.people, ...found].map((one) => withTicks(one, ticks.get(one.person_id) ?? [], work.me?.name ?? ''))
}

/** Follows who is signed in: the lists of one account are never shown to another. */
export function followAccount(): void {
  watch(() => work.me?.account_id, (id) => { Object.assign(rounds, nothing()); if (id) void open(id) }, { immediate: true })
  addEventListener('online', () => void sync())
  document.addEventListener('visibilitychange', () => { if (!document.hidden) void sync() })
}
const PREFIX = 'round/'
const nameOf = (account_id: string, round_id: string): string => `${PREFIX}${account_id}/${round_id}`

async function open(id: string): Promise<void> {
  const names = await vault.keptNames(PREFIX).catch(() => [])
  const mine = names.filter((name) => name.startsWith(nameOf(id, '')))
  await vault.forget(names.filter((name) => !mine.includes(name))).catch(() => undefined)
  const [lists, ticks, found] = await Promise.all([
    Promise.all(mine.map((name) => vault.kept<TakenList>(name).catch(() => null))), vault.allOf('ticks').catch(() => []), vault.allOf('found').catch(() => []),
  ])
  if (account() !== id) return
  Object.assign(rounds, { ticks, found, lists: new Map(lists.flatMap((list) => (list?.account_id === id ? [[list.round_id, list]] : []))), opened: true })
  await forgetClosed()
  await sync()
}

export async function askRounds(): Promise<void> {
  if (!mayDo(work.me, 'seeRoundList')) return
  rounds.asking = true
  try {
    Object.assign(rounds, { rows: await api.rounds.all(), error: null })
    work.reachable = true
    await forgetClosed()
  } catch (error) {
    rounds.error = error
    if (isUnreachable(error)) work.reachable = false
  } finally { rounds.asking = false }
}

/**
 * People's names do not stay on a phone longer than the round. Whichever comes last calls it: the lists from the
 * disk, the rounds from the server, or the last tick that had to be sent.
 */
async function forgetClosed(): Promise<void> {
  if (!rounds.opened || rounds.rows === null) return
  const going = new Set(rounds.rows.filter((row) => row.closed_at === null).map((row) => row.round_id))
  const over = [...rounds.lists.keys()].filter((id) => !going.has(id) && !own.value.some((item) => item.round_id === id && isPendingTick(item)))
  if (over.length === 0) return
  rounds.lists = new Map([...rounds.lists].filter(([id]) => !over.includes(id)))
  await vault.forget(over.map((id) => nameOf(account(), id)))
}

/** Takes the list onto the phone. What was kept before it was asked for is in it. */
export async function takeList(round_id: string): Promise<void> {
  const isKept = (item: TickItem): boolean => item.round_id === round_id && item.account_id === id && item.state === 'kept'
  const id = account()
  const before = new Set(rounds.ticks.filter(isKept).map((item) => item.fact_id))
  const foundBefore = new Set(rounds.found.filter((item) => item.round_id === round_id && item.state === 'kept').map((item) => item.body.person_id))
  const list: TakenList = { ...await api.rounds.list(round_id), account_id: id, taken_at: Date.now() }
  if (account() !== id) return
  await vault.keep(nameOf(id, round_id), list)
  const left = withoutKept(rounds.ticks, (item) => before.has(item.fact_id))
  const changed = left.filter((item) => !rounds.ticks.includes(item))
  Object.assign(rounds, {
    lists: new Map(rounds.lists).set(round_id, list), ticks: left,
    found: rounds.found.filter((item) => !foundBefore.has(item.body.person_id)),
  })
  work.reachable = true
  if (changed.length > 0) await vault.write('ticks', changed)
  await vault.drop('ticks', [...before])
  await vault.drop('found', [...foundBefore])
}

/** By the clock of the phone; in a drill by the day of the drill. */
const clock = (): number => (work.me?.drill ? cityNow(work.me.today) : Date.now())

/** Records what became of people, on the phone's disk first. */
export async function tick(round_id: string, people: readonly RoundPerson[], what: Said, words: string): Promise<void> {
  const items = people.map((person): TickItem => ({
    ...tickOf(person, what, 'phone', clock()), account_id: account(), round_id, whom: `${person.sheet_name} ${person.door_name} ${person.name}`,
    state: 'waiting', attempted: false, send_after: Date.now() + UNDO_MS, problem: null,
  }))
  await vault.write('ticks', items)
  rounds.ticks = [...rounds.ticks, ...items]
  Object.assign(fresh, { ids: items.map((item) => item.fact_id), what: words, until: Date.now() + UNDO_MS })
  plan(UNDO_MS + 100)
}

/** Takes back what has not been sent. */
export async function takeBack(ids: readonly string[]): Promise<void> {
  const gone = rounds.ticks.filter((item) => ids.includes(item.fact_id) && !item.attempted).map((item) => item.fact_id)
  rounds.ticks = rounds.ticks.filter((item) => !gone.includes(item.fact_id))
  fresh.ids = fresh.ids.filter((id) => !ids.includes(id))
  await vault.drop('ticks', gone)
}

export async function addFound(round_id: string, body: NewPerson, row: RoundPerson): Promise<void> {
  const item: FoundItem = { account_id: account(), round_id, body, row, state: 'waiting', problem: null }
  await vault.write('found', [item])
  rounds.found = [...rounds.found.filter((one) => one.body.person_id !== body.person_id), item]
  plan(100)
}

/** Who has read why something was not taken puts it away. */
export async function putAway(items: { ticks?: TickItem[]; found?: FoundItem[] }): Promise<void> {
  const people = items.found?.map((item) => item.body.person_id) ?? []
  const ticks = [...items.ticks ?? [], ...rounds.ticks.filter((item) => people.includes(item.person_id))].map((item) => item.fact_id)
  Object.assign(rounds, { ticks: rounds.ticks.filter((item) => !ticks.includes(item.fact_id)), found: rounds.found.filter((item) => !people.includes(item.body.person_id)) })
  await vault.drop('ticks', ticks)
  await vault.drop('found', people)
}
export async function tryAgain(items: { ticks?: TickItem[]; found?: FoundItem[] }): Promise<void> {
  await keepTicks((items.ticks ?? []).map((item) => ({ ...item, state: 'waiting', problem: null })))
  for (const item of items.found ?? []) await keepFound({ ...item, state: 'waiting', problem: null })
  await sync()
}

async function keepTicks(items: TickItem[]): Promise<void> {
  if (items.length === 0) return
  await vault.write('ticks', items)
  const changed = new Map(items.map((item) => [item.fact_id, item]))
  rounds.ticks = rounds.ticks.map((item) => changed.get(item.fact_id) ?? item)
}
async function keepFound(item: FoundItem): Promise<void> {
  await vault.write('found', [item])
  rounds.found = rounds.found.map((one) => (one.body.person_id === item.body.person_id ? item : one))
}

const AGAIN_MS = 60_000
let timer: ReturnType<typeof setTimeout> | undefined
function plan(ms: number): void {
  clearTimeout(timer)
  timer = setTimeout(() => void sync(), ms)
}

let syncing: Promise<void> | null = null
/** One at a time; a second call joins the first. */
export function sync(): Promise<void> {
  return syncing ??= syncAll().finally(() => { syncing = null })
}
async function syncAll(): Promise<void> {
  if (!rounds.opened || n_unsent.value === 0) return
  rounds.sending = true
  const outcome = await sendRounds({
    ticks: () => own.value, found: () => ownFound.value, keepTicks, keepFound, sendTicks: api.rounds.tick, sendFound: api.rounds.found,
  }, Date.now()).catch(() => 'unreachable' as const)
  rounds.sending = false
  if (outcome === 'unreachable') {
    const wait = waitMs(rounds.n_failures, Math.random())
    Object.assign(rounds, { n_failures: rounds.n_failures + 1, next_try_at: Date.now() + wait })
    if (!navigator.onLine) work.reachable = false
    return plan(wait)
  }
  Object.assign(rounds, { n_failures: 0, next_try_at: 0 })
  const next = Math.min(...own.value.filter((item) => isPendingTick(item) && !held.value.has(item.person_id)).map((item) => item.send_after))
  if (Number.isFinite(next)) plan(Math.max(200, next - Date.now() + 100))
  await lookAgain()
  await forgetClosed()
}

/** After a sending the lists are asked for anew, though not after each tick. */
async function lookAgain(): Promise<void> {
  const old = [...new Set([...own.value, ...ownFound.value].filter((item) => item.state === 'kept').map((item) => item.round_id))]
    .filter((id) => Date.now() - (rounds.lists.get(id)?.taken_at ?? 0) > AGAIN_MS)
  for (const id of old) await takeList(id).catch(() => undefined)
}
