// What a phone keeps is sealed with a key that the browser gives to nobody (AES-256-GCM).
export interface Sealed { iv: Uint8Array<ArrayBuffer>; sealed: ArrayBuffer }

export async function seal(key: CryptoKey, value: unknown): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  return { iv, sealed: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(JSON.stringify(value))) }
}

export async function unseal<Value>(key: CryptoKey, { iv, sealed }: Sealed): Promise<Value> {
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed))) as Value
}
