// The table: who works at it, what was taken along, what is on the phone. Nothing here waits for a
// network once the list is there.
import { computed, shallowReactive } from 'vue'
import { isReady } from '@/api/acts'
import { api, holdPurposes, whenSignedOut } from '@/api/client'
import type { Me, Moment } from '@/api/contract'
import { ApiError, isCode } from '@/api/errors'
import { newId } from '@/api/ids'
import { sampling } from '@/api/sampling'
import { isForLater } from '@/phone/later'
import { clockAt, looked, measured, timeNow, wrongBy, type Clock } from '@/phone/clock'
import { deviceLabel, publicKey, thisDevice } from './device'
import { after, backlogOf, heard, nothingKept, tubesOf, type Kept, type Step } from './queue'
import * as vault from './vault'
import type { Pack, Site } from './wire'

/** The list as it lies on the phone, and the site whose queue is told. */
export interface Taken extends Pack { taken_at: Moment; sites: Site[]; site_id: string | null }
interface Table {
  me: Me | null
  isOpen: boolean
  /** The server no longer knows who this is: work goes on, sending waits. */
  signedOut: boolean
  isRevoked: boolean
  reachable: boolean
  taken: Taken | null
  kept: Kept
  clock: Clock
  sending: boolean
  n_failures: number
  next_try_at: number
  problem: unknown
  hasRoom: boolean
  /** In how many minutes the key goes, once that is soon. */
  lock_in_min: number | null
}
const nothing = (): Table => ({
  me: null, isOpen: false, signedOut: false, isRevoked: false, reachable: true, taken: null, kept: nothingKept(), clock: clockAt(Date.now(), performance.now()),
  sending: false, n_failures: 0, next_try_at: 0, problem: null, hasRoom: true, lock_in_min: null,
})
export const table = shallowReactive<Table>(nothing())

export const tubes = computed(() => tubesOf(table.kept))
export const openTube = computed(() => tubes.value.findLast((tube) => tube.sealed === null) ?? null)
export const backlog = computed(() => backlogOf(table.kept))
/** In a drill the server's day is another on purpose. */
export const clockWrong = computed(() => (table.me?.drill ? null : wrongBy(table.clock)))
/** Whom this phone sampled in the round of the list, and in which tube. */
export const sampledHere = computed(() => {
  const round = table.taken?.round.round_id
  return new Map(tubes.value.filter((tube) => tube.open.round_id === round)
    .flatMap((tube) => tube.swabs.flatMap((swab) => ('person_id' in swab.who ? [[swab.who.person_id, tube.open.tube] as const] : []))))
})
export const people = computed(() => new Map(table.taken?.people.map((one) => [one.person_id, one]) ?? []))

whenSignedOut(() => { table.signedOut = true })

const LOGIN_AT = 'fangxian-table-login'
export const lastLogin = (): string => { try { return localStorage.getItem(LOGIN_AT) ?? '' } catch { return '' } }

/** The key stands open for twelve hours at most, by either clock. */
export const OPEN_MAX_MS = 12 * 3_600_000
let openedAt = { wall: 0, mono: 0 }
/** How long the store stays open yet. */
export const openFor_ms = (): number => OPEN_MAX_MS - Math.max(Date.now() - openedAt.wall, performance.now() - openedAt.mono)

export type Entered = 'in' | 'old_password' | 'not_ready' | 'nothing_here'
/** Signs in where there is a network; opens what the phone keeps either way. */
export async function enter(login: string, password: string, old: string | null = null): Promise<Entered> {
  const me = await signedIn(login, password)
  if (me && !isReady(me)) return 'not_ready'
  const unlocked = await vault.unlock(login, password)
  if (unlocked === 'wrong') {
    if (!me) throw new ApiError('sign_in_failed', 401, '')
    // The password was changed elsewhere: the key is still under the old one.
    if (old === null || !await vault.rewrap(login, old, password)) return 'old_password'
  }
  if (unlocked === 'none') {
    if (!me) return 'nothing_here'
    await vault.begin(login, password)
  }
  await opened(login, me)
  return 'in'
}
async function signedIn(login: string, password: string): Promise<Me | null> {
  try { return await api.session.signIn(login, password) } catch (error) {
    if (isForLater(error) && !isCode(error, 'sign_in_failed')) return null
    throw error
  }
}
async function opened(login: string, fresh: Me | null): Promise<void> {
  const me = fresh ?? await vault.kept<Me>('me')
  if (fresh) await vault.keep('me', fresh)
  if (me) holdPurposes(me.purposes)
  const [kept, taken, clock] = [await vault.load(), await vault.kept<Taken>('taken'), await vault.kept<Clock>('clock')]
  openedAt = { wall: Date.now(), mono: performance.now() }
  try { localStorage.setItem(LOGIN_AT, login) } catch { /* a private window keeps nothing */ }
  void navigator.storage?.persist?.()
  Object.assign(table, { ...nothing(), me, isOpen: true, reachable: fresh !== null, kept, taken, clock: clockAt(Date.now(), performance.now(), clock) })
  table.hasRoom = await vault.hasRoom()
}

/** The key is gone from memory; what lies on the disk stays, sealed. */
export function lock(): void {
  vault.shut()
  Object.assign(table, nothing())
}
export async function leave(): Promise<void> {
  lock()
  await api.session.signOut().catch(() => undefined)
}
/** The phone was reported lost: names leave it at once, what was taken down stays sealed. */
export async function revoked(): Promise<void> {
  await vault.forget('taken').catch(() => undefined)
  lock()
  table.isRevoked = true
}

let turn: Promise<unknown> = Promise.resolve()
/** One step after the other, each made of what the one before left, each on the disk before it shows. */
export function inTurn<Answer>(make: (kept: Kept) => { step: Step; answer: Answer }): Promise<Answer> {
  const mine = turn.then(async () => {
    const { step, answer } = make(table.kept)
    if (Object.keys(step).length > 0) {
      await vault.commit(step)
      table.kept = after(table.kept, step)
    }
    return answer
  })
  turn = mine.catch(() => undefined)
  return mine
}

let isAwake = true
/** Looks at both clocks; a turn of the one is put right by the other. */
export function lookAtClocks(): void {
  const before = table.clock.offset_ms
  table.clock = looked(table.clock, Date.now(), performance.now(), isAwake)
  isAwake = !document.hidden
  if (table.isOpen && table.clock.offset_ms !== before) void vault.keep('clock', table.clock)
}
document.addEventListener('visibilitychange', () => { if (document.hidden) isAwake = false })
export const now = (): Moment => { lookAtClocks(); return timeNow(table.clock, Date.now()) }
export async function hearTime(server_now: Moment, asked_mono: number): Promise<void> {
  table.clock = measured(server_now, asked_mono, Date.now(), performance.now())
  await vault.keep('clock', table.clock)
}

let last_ms = 0
/** Ids grow in the order in which things were done, whatever becomes of the clock. */
export function nextId(): string {
  const greatest = [...table.kept.facts.keys(), ...table.kept.parts.keys()].reduce((max, id) => (id > max ? id : max), '')
  const before = greatest === '' ? 0 : Number.parseInt(greatest.slice(0, 8) + greatest.slice(9, 13), 16)
  last_ms = Math.max(Math.floor(timeNow(table.clock, Date.now())), last_ms + 1, before + 1)
  return newId(last_ms)
}

/** Makes the phone known to the server; known already, nothing changes. */
export async function enroll(): Promise<void> {
  const device = await thisDevice()
  try {
    await sampling.enroll({ device_id: device.device_id, label: deviceLabel(navigator.userAgent), public_key: await publicKey(device) })
  } catch (error) {
    if (isCode(error, 'device_revoked')) await revoked()
    throw error
  }
}

/** Takes the list onto the phone and makes the phone known. Whatever it was told before stays. */
export async function takeAlong(round_id: string, place: string): Promise<Taken> {
  await enroll()
  const asked = performance.now()
  const pack = await sampling.pack(round_id, place)
  await hearTime(pack.server_now, asked)
  // A table stands without a site as well: where none can be read, none is told.
  const sites = await sampling.sites(place).then((all) => all.map(({ site_id, name }): Site => ({ site_id, name })), () => [])
  const known = table.taken?.site_id
  const taken: Taken = { ...pack, sites, taken_at: now(), site_id: sites.find((site) => site.site_id === known)?.site_id ?? null }
  await vault.keep('taken', taken)
  await inTurn((kept) => ({ step: heard(kept, pack), answer: undefined }))
  Object.assign(table, { taken, reachable: true, hasRoom: await vault.hasRoom() })
  return taken
}
export async function chooseSite(site_id: string | null): Promise<void> {
  if (!table.taken) return
  table.taken = { ...table.taken, site_id }
  await vault.keep('taken', table.taken)
}
/** Before each swab: a phone that cannot keep it says so first. */
export async function lookForRoom(): Promise<boolean> {
  table.hasRoom = await vault.hasRoom()
  return table.hasRoom
}
