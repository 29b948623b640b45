// What the phone takes along and what it sends, as the server describes it.
import type { Moment } from '@/api/contract'

export type Pool = 'one' | 'five' | 'ten' | 'twenty' | 'household'
export type Priority = 'infant' | 'pregnant' | 'disabled' | 'aged'
export type Wait = 'none' | 'ten' | 'thirty' | 'hour'
export type Fate = 'kept' | 'set_aside' | 'refused'
export type Flag = 'twice' | 'clash' | 'count' | 'too_many' | 'clock' | 'no_roll' | 'round_closed'

export interface PackPerson {
  person_id: string
  name: string
  initials: string
  door: string
  door_name: string
  sheet_name: string
  last4: string
  /** The first four bytes of the keyed hash of the document number, in hex. */
  tag: string
  priority: Priority | null
  /** Waits for a test of his own after a positive pool: a single tube. */
  held: boolean
  sampled_at: Moment | null
}
export interface Roll { first: string; n_tubes: number; pool: Pool }
export interface Pack {
  round: { round_id: string; name: string; place: string; place_name: string; ordinal: number }
  place: string
  place_name: string
  server_now: Moment
  epoch: string
  seq: number
  pools: Pool[]
  pools_clause: string | null
  county: string
  rolls: Roll[]
  tag_key: string
  people: PackPerson[]
}
export interface Site { site_id: string; name: string }

export interface Stranger { document_kind: string; document: string; name: string; phone: string; card: string }
export type Who = { person_id: string } | { stranger: Stranger }

export interface PartAnswer { part_id: string; fate: Fate; code: string | null; message: string | null; flags: Flag[] }
export interface BatchAnswer { server_now: Moment; epoch: string; seq: number; skew_ms: number; answers: PartAnswer[] }
