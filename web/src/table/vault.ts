// What the phone keeps, and the key to it. The key is made once and kept only wrapped by the sampler's
// password; open it stands in memory alone, for twelve hours at most. What lies on the disk of a
// phone that is lost, off or locked says nothing (decision 0031).
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { seal, unseal, type Sealed } from '@/phone/seal'
import { nothingKept, type Fact, type Heard, type Kept, type Part, type Step } from './queue'

interface Wrapped { salt: Uint8Array<ArrayBuffer>; rounds: number; iv: Uint8Array<ArrayBuffer>; key: ArrayBuffer }
interface TableDb extends DBSchema {
  /** The key of everything else, wrapped. */
  lock: { key: string; value: Wrapped }
  /** The list that was taken along, who is signed in, the clock, what was heard of the server. */
  kept: { key: string; value: Sealed }
  facts: { key: string; value: Sealed }
  parts: { key: string; value: Sealed }
  /** Written before a swab to see that there is room. */
  probe: { key: string; value: ArrayBuffer }
}
type Kind = 'facts' | 'parts'

const ROUNDS = 600_000
const PROBE_BYTES = 64 * 1024
const LEFT_MIN_BYTES = 4 * 1024 * 1024
const PREFIX = 'fangxian-table-'

let own: { login: string; db: IDBPDatabase<TableDb> } | null = null
let key: CryptoKey | null = null

const dbOf = async (login: string): Promise<IDBPDatabase<TableDb>> => {
  if (own?.login === login) return own.db
  shut()
  const db = await openDB<TableDb>(PREFIX + login, 1, {
    upgrade(fresh) { for (const name of ['lock', 'kept', 'facts', 'parts', 'probe'] as const) fresh.createObjectStore(name) },
  })
  own = { login, db }
  return db
}
const open = (): { db: IDBPDatabase<TableDb>; key: CryptoKey } => {
  if (!own || !key) throw new Error('the store of the phone is locked')
  return { db: own.db, key }
}

async function keyOf(password: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<CryptoKey> {
  const words = await crypto.subtle.importKey('raw', new TextEncoder().encode(password.normalize('NFKC')), 'PBKDF2', false, ['deriveKey'])
  return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }, words, { name: 'AES-GCM', length: 256 }, false, ['wrapKey', 'unwrapKey'])
}
export async function wrap(fresh: CryptoKey, password: string, rounds = ROUNDS): Promise<Wrapped> {
  const [salt, iv] = [crypto.getRandomValues(new Uint8Array(16)), crypto.getRandomValues(new Uint8Array(12))]
  return { salt, rounds, iv, key: await crypto.subtle.wrapKey('raw', fresh, await keyOf(password, salt, rounds), { name: 'AES-GCM', iv }) }
}
export async function unwrap(box: Wrapped, password: string, extractable = false): Promise<CryptoKey | null> {
  const by = await keyOf(password, box.salt, box.rounds)
  return crypto.subtle.unwrapKey('raw', box.key, by, { name: 'AES-GCM', iv: box.iv }, { name: 'AES-GCM' }, extractable, ['encrypt', 'decrypt']).catch(() => null)
}

export type Unlocked = 'open' | 'wrong' | 'none'
/** Opens what the phone keeps for an account, if the password is the one under which it was put there. */
export async function unlock(login: string, password: string): Promise<Unlocked> {
  const box = await (await dbOf(login)).get('lock', 'password')
  if (!box) return 'none'
  key = await unwrap(box, password)
  return key ? 'open' : 'wrong'
}
/** Without it nothing on the phone can be read: it is on the disk before anything is sealed with it. */
async function putLock(db: Awaited<ReturnType<typeof dbOf>>, box: Awaited<ReturnType<typeof wrap>>): Promise<void> {
  const tx = db.transaction('lock', 'readwrite', { durability: 'strict' })
  await Promise.all([tx.store.put(box, 'password'), tx.done])
}
/** The first time on this phone. */
export async function begin(login: string, password: string): Promise<void> {
  const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt'])
  const box = await wrap(fresh, password)
  await putLock(await dbOf(login), box)
  key = await unwrap(box, password)
}
/** The password was changed: the key is wrapped anew, nothing else is touched. */
export async function rewrap(login: string, old: string, fresh: string): Promise<boolean> {
  const db = await dbOf(login)
  const box = await db.get('lock', 'password')
  const taken = box ? await unwrap(box, old, true) : null
  if (!taken) return false
  await putLock(db, await wrap(taken, fresh))
  return await unlock(login, fresh) === 'open'
}
/** From here on nothing can be read before the password is entered again. */
export function shut(): void {
  key = null
  own?.db.close()
  own = null
}
export const isOpen = (): boolean => key !== null

export async function keep(name: string, value: unknown): Promise<void> {
  const { db, key } = open()
  await db.put('kept', await seal(key, value), name)
}
export async function kept<Value>(name: string): Promise<Value | null> {
  const { db, key } = open()
  const box = await db.get('kept', name)
  return box ? unseal<Value>(key, box) : null
}
export const forget = async (name: string): Promise<void> => open().db.delete('kept', name)

export async function load(): Promise<Kept> {
  const { db, key } = open()
  const all = async <Value>(kind: Kind): Promise<Value[]> => Promise.all((await db.getAll(kind)).map((box) => unseal<Value>(key, box)))
  const [facts, parts, heard] = await Promise.all([all<Fact>('facts'), all<Part>('parts'), kept<Heard>('heard')])
  return { ...nothingKept(), facts: new Map(facts.map((one) => [one.fact_id, one])), parts: new Map(parts.map((one) => [one.part_id, one])), heard }
}

/** Writes a step whole or not at all; answers when it is on the phone's disk. */
export async function commit(step: Step): Promise<void> {
  const { db, key } = open()
  const boxes = await Promise.all([
    ...(step.facts ?? []).map(async (fact) => ['facts', fact.fact_id, await seal(key, fact)] as const),
    ...(step.parts ?? []).map(async (part) => ['parts', part.part_id, await seal(key, part)] as const),
    ...(step.heard ? [(async () => ['kept', 'heard', await seal(key, step.heard)] as const)()] : []),
  ])
  const tx = db.transaction(['facts', 'parts', 'kept'], 'readwrite', { durability: 'strict' })
  await Promise.all([
    ...boxes.map(([kind, id, box]) => tx.objectStore(kind).put(box, id)),
    ...(['facts', 'parts'] as const).flatMap((kind) => (step.drop?.[kind] ?? []).map((id) => tx.objectStore(kind).delete(id))),
    tx.done,
  ])
}

/** Whether the phone takes what a swab and its tube need: asked of the browser, and tried. */
export async function hasRoom(): Promise<boolean> {
  const { quota, usage } = await navigator.storage.estimate().catch(() => ({ quota: undefined, usage: undefined }))
  if (quota !== undefined && usage !== undefined && quota - usage < LEFT_MIN_BYTES) return false
  try {
    const { db } = open()
    const tx = db.transaction('probe', 'readwrite', { durability: 'strict' })
    await Promise.all([tx.store.put(new ArrayBuffer(PROBE_BYTES), 'room'), tx.done])
    await db.delete('probe', 'room')
    return true
  } catch { return false }
}
