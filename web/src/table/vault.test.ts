import { describe, expect, it } from 'vitest'
import { seal, unseal } from '@/phone/seal'
import { unwrap, wrap } from './vault'

const fresh = (): Promise<CryptoKey> => crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt'])

describe('the key of the phone', () => {
  it('opens by the password alone, and then gives itself to nobody', async () => {
    const box = await wrap(await fresh(), 'a whole sentence', 1_000)
    const [opened, wrong] = [await unwrap(box, 'a whole sentence'), await unwrap(box, 'a whole sentence.')]
    expect(wrong).toBeNull()
    await expect(crypto.subtle.exportKey('raw', opened!)).rejects.toThrow()
    const sealed = await seal(opened!, { name: 'JOHN EXAMPLE' })
    expect(await unseal((await unwrap(box, 'a whole sentence'))!, sealed)).toEqual({ name: 'JOHN EXAMPLE' })
  })
  it('stays the same key under another password', async () => {
    const key = await fresh()
    const sealed = await seal(key, 1)
    const again = await wrap((await unwrap(await wrap(key, 'old', 1_000), 'old', true))!, 'new', 1_000)
    expect(await unwrap(again, 'old')).toBeNull()
    expect(await unseal((await unwrap(again, 'new'))!, sealed)).toBe(1)
  })
})
