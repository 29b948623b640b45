// What this gate is given to decide by while it is alone. It is taken as it was signed, in its order and in
// its time, or not at all (app::passes::list_believed).
import { verifyAsync } from '@noble/ed25519'
import type { GateList } from '@/api/gate'
import { unhex } from './pass'

export interface SignedList { list: string; signature: string }
/** Not as it was signed; older than the one that the gate has; held back on its way. */
export type ListFlaw = 'forged' | 'older' | 'late'
export class ListRefused extends Error { constructor(readonly flaw: ListFlaw) { super(flaw) } }

const LATE_MS = 5 * 60_000
const HEX = { key: /^[0-9a-f]{64}$/, signature: /^[0-9a-f]{128}$/ }

async function isSigned({ list, signature }: SignedList, key: string): Promise<boolean> {
  if (!HEX.signature.test(signature) || !HEX.key.test(key)) return false
  return verifyAsync(unhex(signature), new TextEncoder().encode(list), unhex(key), { zip215: false }).catch(() => false)
}

/** The list that the gate has, of which place it is, and what time it is at least. */
export interface Before { known: Pick<GateList, 'made_at' | 'number'> | null; at_least: number }

/** What a list says; refused with the reason where it is not to be believed. */
export async function readList(told: SignedList, key: string, { known, at_least }: Before): Promise<GateList> {
  if (!await isSigned(told, key)) throw new ListRefused('forged')
  const said = JSON.parse(told.list) as Partial<GateList> & { kind?: string }
  const { made_at, number } = said
  if (said.kind !== 'gate' || typeof made_at !== 'number') throw new ListRefused('forged')
  // A list of another place, signed for its gates, is none of this one.
  if (known && known.number !== number) throw new ListRefused('forged')
  if (known && made_at < known.made_at) throw new ListRefused('older')
  if (made_at + LATE_MS < at_least) throw new ListRefused('late')
  return said as GateList
}
