// Who this phone is: a pair of keys that was made on it and that no script can take out.
import { openDB, type DBSchema } from 'idb'
import { newId } from '@/api/ids'

interface Device { device_id: string; pair: CryptoKeyPair }
interface DeviceDb extends DBSchema { device: { key: string; value: Device } }
const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const

/** The phone's own id and keys; the same for everybody who works with it. */
export async function thisDevice(): Promise<Device> {
  const db = await openDB<DeviceDb>('fangxian-table', 1, { upgrade(fresh) { fresh.createObjectStore('device') } })
  try {
    const known = await db.get('device', 'own')
    if (known) return known
    const fresh = { device_id: newId(), pair: await crypto.subtle.generateKey(CURVE, false, ['sign', 'verify']) }
    await db.put('device', fresh, 'own')
    return fresh
  } finally { db.close() }
}

export const base64 = (bytes: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes)))
export const publicKey = async ({ pair }: Device): Promise<string> => base64(await crypto.subtle.exportKey('raw', pair.publicKey))
export const signature = async ({ pair }: Device, body: string): Promise<string> =>
  base64(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, new TextEncoder().encode(body)))
/** What the phone is called in the list of phones. */
export const deviceLabel = (agent: string): string => /Android[^;)]*(?:;\s*([^;)]+))?/.exec(agent)?.[1]?.trim().slice(0, 40) ?? (/iPhone|iPad|Linux|Windows|Mac/.exec(agent)?.[0] ?? 'phone')
