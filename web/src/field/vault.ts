// What the phone keeps: orders, lists, what is queued and who is signed in, each sealed with a key
// that the browser holds and gives to nobody (AES-256-GCM, not extractable).
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { seal, unseal, type Sealed } from '@/phone/seal'
import type { QueueItem } from './queue'
import type { FoundItem, TickItem } from './rounds/outbox'

interface FieldDb extends DBSchema {
  keys: { key: string; value: CryptoKey }
  kept: { key: string; value: Sealed }
  queue: { key: number; value: Sealed }
  ticks: { key: string; value: Sealed }
  found: { key: string; value: Sealed }
}

let opened: Promise<IDBPDatabase<FieldDb>> | null = null
const db = (): Promise<IDBPDatabase<FieldDb>> => opened ??= openDB<FieldDb>('fangxian-field', 2, {
  upgrade(own, before) {
    if (before < 1) {
      own.createObjectStore('keys')
      own.createObjectStore('kept')
      own.createObjectStore('queue', { autoIncrement: true })
    }
    own.createObjectStore('ticks')
    own.createObjectStore('found')
  },
  // An older page of this app in another tab would hold the new one up.
  blocking: () => { void opened?.then((own) => own.close()); opened = null },
})

async function vaultKey(): Promise<CryptoKey> {
  const known = await (await db()).get('keys', 'vault')
  if (known) return known
  const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  await (await db()).put('keys', fresh, 'vault')
  return fresh
}

export async function keep(name: string, value: unknown): Promise<void> {
  const box = await seal(await vaultKey(), value)
  const tx = (await db()).transaction('kept', 'readwrite', { durability: 'strict' })
  await Promise.all([tx.store.put(box, name), tx.done])
}

export async function kept<Value>(name: string): Promise<Value | null> {
  const box = await (await db()).get('kept', name)
  return box ? unseal<Value>(await vaultKey(), box) : null
}

export interface Queued { place: number; item: QueueItem }

export async function queueRead(): Promise<Queued[]> {
  const at = await db()
  const key = await vaultKey()
  const [places, boxes] = [await at.getAllKeys('queue'), await at.getAll('queue')]
  return Promise.all(boxes.map(async (box, i) => ({ place: places[i]!, item: await unseal<QueueItem>(key, box) })))
}

/** Writes an item at its place, or at the end; answers when it is on the phone's disk. */
export async function queueWrite(item: QueueItem, place?: number): Promise<number> {
  const box = await seal(await vaultKey(), item)
  const tx = (await db()).transaction('queue', 'readwrite', { durability: 'strict' })
  const at = await tx.store.put(box, place)
  await tx.done
  return at
}

export async function queueDrop(place: number): Promise<void> {
  await (await db()).delete('queue', place)
}

export const keptNames = async (before: string): Promise<string[]> =>
  (await db()).getAllKeys('kept', IDBKeyRange.bound(before, `${before}\uffff`))
export async function forget(names: string[]): Promise<void> {
  const at = await db()
  await Promise.all(names.map((name) => at.delete('kept', name)))
}

interface Written { ticks: TickItem; found: FoundItem }
const idOf = { ticks: (item: TickItem) => item.fact_id, found: (item: FoundItem) => item.body.person_id }

/** Everything of a kind, in the order in which it was made: the ids grow with the time. */
export async function allOf<Kind extends keyof Written>(kind: Kind): Promise<Written[Kind][]> {
  const [boxes, key] = [await (await db()).getAll(kind), await vaultKey()]
  return Promise.all(boxes.map((box) => unseal<Written[Kind]>(key, box)))
}

/** Writes all or none of them; answers when they are on the phone's disk. */
export async function write<Kind extends keyof Written>(kind: Kind, items: readonly Written[Kind][]): Promise<void> {
  const key = await vaultKey()
  const id = idOf[kind] as (item: Written[Kind]) => string
  const boxes = await Promise.all(items.map(async (item) => [id(item), await seal(key, item)] as const))
  const tx = (await db()).transaction(kind, 'readwrite', { durability: 'strict' })
  await Promise.all([...boxes.map(([name, box]) => tx.store.put(box, name)), tx.done])
}

export async function drop(kind: keyof Written, ids: readonly string[]): Promise<void> {
  const tx = (await db()).transaction(kind, 'readwrite', { durability: 'strict' })
  await Promise.all([...ids.map((name) => tx.store.delete(name)), tx.done])
}

/** Signing out leaves nothing behind, the key included. */
export async function wipe(): Promise<void> {
  const at = await db()
  await Promise.all((['kept', 'queue', 'ticks', 'found', 'keys'] as const).map((store) => at.clear(store)))
}
