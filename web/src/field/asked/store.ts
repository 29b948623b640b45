// Whom the community is asked about: the list as it was fetched last, masked, and what was answered since, sealed
// on the phone. Whole numbers are not kept: they are opened one by one, and each opening is logged.
import { computed, shallowReactive, watch } from 'vue'
import type { VerifyFactNew, VerifyRow } from '@/api/contract'
import { isUnreachable } from '@/api/errors'
import { newId } from '@/api/ids'
import { verifications } from '@/api/verifications'
import { isOnWay } from '@/phone/outbox'
import { communityOf } from '@/register/says'
import * as vault from '../vault'
import { work } from '../work'
import { asSaid, sendAsked, type AskedItem } from './outbox'

const RETRY_MS = 15_000
interface Kept { list: VerifyRow[] | null; items: AskedItem[]; error: unknown; reachable: boolean }
const nothing = (): Kept => ({ list: null, items: [], error: null, reachable: true })
export const kept = shallowReactive<Kept>(nothing())
export const n_waiting = computed(() => kept.items.filter(isOnWay).length)
export const refused = computed(() => kept.items.filter(({ state }) => state === 'refused'))
/** The community of whoever is signed in. */
export const ownCommunity = computed(() => (work.me?.roles ?? []).map((one) => communityOf(one.jurisdiction)).find((code) => code !== null) ?? '')
/** The list as it will stand once everything on the phone has arrived: those who wait first. */
export const rows = computed<VerifyRow[]>(() => {
  const all = (kept.list ?? []).flatMap((row) => asSaid(row, kept.items) ?? [])
  return [...all.filter(({ state }) => state === 'open'), ...all.filter(({ state }) => state !== 'open')]
})

const account = (): string => work.me?.account_id ?? ''
const name = (what: 'list' | 'items'): string => `asked/${what}/${account()}`
let timer: ReturnType<typeof setInterval> | null = null
let begun = false

/** Opens with what the phone knows, then asks the server. The lists of one account are never shown to another. */
export async function open(): Promise<void> {
  if (!begun) {
    begun = true
    watch(account, () => { Object.assign(kept, nothing()) })
    addEventListener('online', () => void sync())
  }
  const [list, items] = await Promise.all([vault.kept<VerifyRow[]>(name('list')).catch(() => null), vault.kept<AskedItem[]>(name('items')).catch(() => null)])
  Object.assign(kept, { list: kept.list ?? list, items: items ?? [] })
  timer ??= setInterval(() => { if (n_waiting.value > 0 || !kept.reachable) void sync() }, RETRY_MS)
  await sync()
}

async function store(items: AskedItem[]): Promise<void> {
  await vault.keep(name('items'), items)
  kept.items = items
}
const put = (item: AskedItem): Promise<void> => store(kept.items.map((one) => (one.fact_id === item.fact_id ? item : one)))

let syncing: Promise<void> | null = null
/** Sends what waits, then asks for the list anew. One at a time; a second call joins the first. */
export function sync(): Promise<void> { return syncing ??= syncAll().finally(() => { syncing = null }) }
async function syncAll(): Promise<void> {
  if (account() === '' || ownCommunity.value === '') return
  try {
    if (await sendAsked({ items: () => kept.items, keep: put, send: verifications.say }) === 'unreachable') { kept.reachable = false; return }
    const { rows: list } = await verifications.work(ownCommunity.value)
    await vault.keep(name('list'), list)
    // What has arrived is in the list that came after it.
    await store(kept.items.filter(({ state }) => state !== 'kept'))
    Object.assign(kept, { list, reachable: true, error: null })
  } catch (error) {
    kept.reachable = !isUnreachable(error)
    kept.error = error
  }
}

/** Says something of somebody; it counts once it stands on the phone's disk. */
export async function say(row: VerifyRow, says: Omit<VerifyFactNew, 'fact_id' | 'facts'>): Promise<void> {
  const item: AskedItem = { fact_id: newId(), case_id: row.case_id, whom: row.name, says: { facts: row.facts, ...says }, state: 'waiting', problem: null }
  await store([...kept.items, item])
  void sync()
}

/** Clears what was seen to be refused. */
export const dismiss = (): Promise<void> => store(kept.items.filter(({ state }) => state !== 'refused'))
