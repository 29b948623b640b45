// What the phone keeps: orders, the queue and who is signed in, each sealed with a key that the
// browser holds and gives to nobody (AES-256-GCM, not extractable).
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { QueueItem } from './queue'

interface Sealed { iv: Uint8Array<ArrayBuffer>; sealed: ArrayBuffer }
interface FieldDb extends DBSchema {
  keys: { key: string; value: CryptoKey }
  kept: { key: string; value: Sealed }
  queue: { key: number; value: Sealed }
}

let opened: Promise<IDBPDatabase<FieldDb>> | null = null
const db = (): Promise<IDBPDatabase<FieldDb>> => opened ??= openDB<FieldDb>('fangxian-field', 1, {
  upgrade(fresh) {
    fresh.createObjectStore('keys')
    fresh.createObjectStore('kept')
    fresh.createObjectStore('queue', { autoIncrement: true })
  },
})

async function vaultKey(): Promise<CryptoKey> {
  const known = await (await db()).get('keys', 'vault')
  if (known) return known
  const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  await (await db()).put('keys', fresh, 'vault')
  return fresh
}

export async function seal(key: CryptoKey, value: unknown): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  return { iv, sealed: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(JSON.stringify(value))) }
}

export async function unseal<Value>(key: CryptoKey, { iv, sealed }: Sealed): Promise<Value> {
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed))) as Value
}

export async function keep(name: string, value: unknown): Promise<void> {
  const box = await seal(await vaultKey(), value)
  await (await db()).put('kept', box, name)
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

/** Signing out leaves nothing behind, the key included. */
export async function wipe(): Promise<void> {
  const at = await db()
  await Promise.all([at.clear('kept'), at.clear('queue'), at.clear('keys')])
}
