// What the phone keeps, sealed with a key of its own that the browser gives to nobody: the secret of the
// gate, what was taken along, and the scans that wait to be sent.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { GateList, Inside } from '@/api/gate'
import type { Clock } from '@/phone/clock'
import { seal, unseal, type Sealed } from '@/phone/seal'
import type { GateRecord } from './record'

/** What is kept of the gate that this phone is. */
export interface Kept { secret: string; about: GateList; listKey?: string; taken_at: number; clock: Clock; inside: Inside }
/** A scan that waits, and of which place it is. */
export interface Waiting extends GateRecord { venue: number }

interface GateDb extends DBSchema {
  key: { key: string; value: CryptoKey }
  kept: { key: string; value: Sealed }
  /** By the id of the scan. */
  waiting: { key: string; value: Sealed }
  /** What the server could not read: nothing is lost, and nothing held up. */
  aside: { key: string; value: Sealed }
}
let own: Promise<{ db: IDBPDatabase<GateDb>; key: CryptoKey }> | null = null

async function opened(): Promise<{ db: IDBPDatabase<GateDb>; key: CryptoKey }> {
  const db = await openDB<GateDb>('fangxian-gate', 1, {
    upgrade(fresh) { for (const name of ['key', 'kept', 'waiting', 'aside'] as const) fresh.createObjectStore(name) },
  })
  const known = await db.get('key', 'own')
  if (known) return { db, key: known }
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  await db.put('key', key, 'own')
  return { db, key }
}
const vault = (): Promise<{ db: IDBPDatabase<GateDb>; key: CryptoKey }> => own ??= opened()

export async function keep(value: Kept): Promise<void> {
  const { db, key } = await vault()
  await db.put('kept', await seal(key, value), 'gate')
}
export async function kept(): Promise<Kept | null> {
  const { db, key } = await vault()
  const box = await db.get('kept', 'gate')
  return box ? unseal<Kept>(key, box) : null
}
export const forget = async (): Promise<void> => (await vault()).db.delete('kept', 'gate')

/** Answers when it is on the phone's disk. */
export async function put(record: Waiting): Promise<void> {
  const { db, key } = await vault()
  const box = await seal(key, record)
  const tx = db.transaction('waiting', 'readwrite', { durability: 'strict' })
  await Promise.all([tx.store.put(box, record.id), tx.done])
}
/** The oldest that wait. */
export async function waiting(n: number): Promise<Waiting[]> {
  const { db, key } = await vault()
  return Promise.all((await db.getAll('waiting', null, n)).map((box) => unseal<Waiting>(key, box)))
}
export async function counts(): Promise<{ n_waiting: number; n_aside: number }> {
  const { db } = await vault()
  const [n_waiting, n_aside] = await Promise.all([db.count('waiting'), db.count('aside')])
  return { n_waiting, n_aside }
}
/** They are at the server. */
export async function sent(records: readonly Waiting[]): Promise<void> {
  const tx = (await vault()).db.transaction('waiting', 'readwrite', { durability: 'strict' })
  await Promise.all([...records.map((record) => tx.store.delete(record.id)), tx.done])
}
/** One that the server cannot read. */
export async function setAside(record: Waiting): Promise<void> {
  const { db, key } = await vault()
  const box = await seal(key, record)
  const tx = db.transaction(['waiting', 'aside'], 'readwrite', { durability: 'strict' })
  await Promise.all([tx.objectStore('aside').put(box, record.id), tx.objectStore('waiting').delete(record.id), tx.done])
}
/** Somebody said that they are never to be sent. */
export const drop = async (): Promise<void> => (await vault()).db.clear('waiting')
