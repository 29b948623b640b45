// Those of the community who are kept: the list as it was fetched last, and what was taken down since, sealed on
// the phone. Nothing here waits for a network.
import { computed, shallowReactive, watch } from 'vue'
import { follow } from '@/api/follow'
import type { FollowList, FollowRow } from '@/api/contract'
import { isUnreachable } from '@/api/errors'
import { newId } from '@/api/ids'
import { asTaken, type Taken } from '@/follow/says'
import { isOnWay } from '@/phone/outbox'
import { communityOf } from '@/register/says'
import * as vault from '../vault'
import { work } from '../work'
import { sendFollows, type FollowItem } from './outbox'

const RETRY_MS = 15_000
interface Kept { list: FollowList | null; items: FollowItem[]; error: unknown; asking: boolean; reachable: boolean }
const nothing = (): Kept => ({ list: null, items: [], error: null, asking: false, reachable: true })
export const kept = shallowReactive<Kept>(nothing())
export const n_waiting = computed(() => kept.items.filter(isOnWay).length)
export const refused = computed(() => kept.items.filter(({ state }) => state === 'refused'))
/** The community of whoever is signed in. */
export const ownCommunity = computed(() => (work.me?.roles ?? []).map((one) => communityOf(one.jurisdiction)).find((code) => code !== null) ?? '')
/** The list as it will stand once everything on the phone has arrived. */
export const rows = computed<FollowRow[]>(() => {
  const list = kept.list
  if (list === null) return []
  const own = kept.items.filter(({ state }) => state !== 'refused')
  return list.rows.map((row) => asTaken(row, list.day, own))
})

const account = (): string => work.me?.account_id ?? ''
const name = (what: 'list' | 'items'): string => `follow/${what}/${account()}`
let timer: ReturnType<typeof setInterval> | null = null
let begun = false

/** Opens with what the phone knows, then asks the server. The lists of one account are never shown to another. */
export async function open(): Promise<void> {
  if (!begun) {
    begun = true
    watch(account, () => { Object.assign(kept, nothing()) })
    addEventListener('online', () => void sync())
  }
  const [list, items] = await Promise.all([vault.kept<FollowList>(name('list')).catch(() => null), vault.kept<FollowItem[]>(name('items')).catch(() => null)])
  Object.assign(kept, { list: kept.list ?? list, items: items ?? [] })
  timer ??= setInterval(() => { if (n_waiting.value > 0 || !kept.reachable) void sync() }, RETRY_MS)
  await sync()
}

async function store(items: FollowItem[]): Promise<void> {
  await vault.keep(name('items'), items)
  kept.items = items
}
const put = (item: FollowItem): Promise<void> => store(kept.items.map((one) => (one.fact_id === item.fact_id ? item : one)))

let syncing: Promise<void> | null = null
/** Sends what waits, then asks for the list anew. One at a time; a second call joins the first. */
export function sync(): Promise<void> { return syncing ??= syncAll().finally(() => { syncing = null }) }
async function syncAll(): Promise<void> {
  if (account() === '' || ownCommunity.value === '') return
  kept.asking = true
  try {
    if (await sendFollows({ items: () => kept.items, keep: put, send: follow.record }) === 'unreachable') { kept.reachable = false; return }
    const list = await follow.list(ownCommunity.value)
    await vault.keep(name('list'), list)
    // What has arrived is in the list that came after it.
    await store(kept.items.filter(({ state }) => state !== 'kept'))
    Object.assign(kept, { list, reachable: true, error: null })
  } catch (error) {
    kept.reachable = !isUnreachable(error)
    kept.error = error
  } finally { kept.asking = false }
}

/** Takes something down; it counts once it stands on the phone's disk. */
export async function take(row: FollowRow, what: Omit<Taken, 'person_id' | 'day'>): Promise<void> {
  if (kept.list === null) return
  const item: FollowItem = { ...what, fact_id: newId(), account_id: account(), person_id: row.person_id, day: kept.list.day, whom: `${row.name} ${row.door_name}`, state: 'waiting', problem: null }
  await store([...kept.items, item])
  void sync()
}

/** Clears what was seen to be refused. */
export const dismiss = (): Promise<void> => store(kept.items.filter(({ state }) => state !== 'refused'))
