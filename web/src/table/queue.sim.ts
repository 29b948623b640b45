// A seeded world for the phone's queue: two phones, a server that keeps parts as the city's server
// does, a network that drops, repeats and reorders, phones that die between any two steps, and a
// store that is put back from a backup. What is promised is checked when the network is well again.
import { after, answered, backlogOf, batchBody, batchOf, cut, nothingKept, prune, tubesOf, undoableOf, type Fact, type Kept, type Part, type Step } from './queue'
import { CAPACITY } from './pools'
import type { BatchAnswer, Pool, Who } from './wire'

export type Random = () => number
export function random(seed: number): Random {
  let at = seed >>> 0
  return () => {
    at = at + 0x6d2b79f5 >>> 0
    let mixed = Math.imul(at ^ at >>> 15, 1 | at)
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32
  }
}

const HOUR = 3_600_000
const POOLS: Pool[] = ['one', 'five', 'ten', 'twenty', 'household']
const BACKUP_AGE_MAX = 6 * 24 * HOUR
interface WirePart { part_id: string; use_id: string; first_position: number; members: Who[]; sealed: { stated: number } | null }

/** Each part under its id for good; the same again is the same, something else is set aside. */
export class Server {
  parts = new Map<string, string>()
  aside: string[] = []
  epoch = 'epoch-0'
  seq = 0
  private backups: { at: number; parts: Map<string, string>; seq: number }[] = []
  private n_epochs = 0

  receive(body: string, now: number): BatchAnswer {
    const batch = JSON.parse(body) as { parts: WirePart[] }
    const answers = batch.parts.map((part) => {
      const text = JSON.stringify(part)
      const known = this.parts.get(part.part_id)
      if (known === undefined) { this.parts.set(part.part_id, text); this.seq += 1 }
      if (known !== undefined && known !== text) this.aside.push(part.part_id)
      return { part_id: part.part_id, fate: known === undefined || known === text ? 'kept' as const : 'set_aside' as const, code: null, message: null, flags: [] }
    })
    return { server_now: now, epoch: this.epoch, seq: this.seq, skew_ms: 0, answers }
  }
  backUp(now: number): void { this.backups.push({ at: now, parts: new Map(this.parts), seq: this.seq }) }
  putBack(now: number, one: number): void {
    const fresh = this.backups.filter((backup) => now - backup.at <= BACKUP_AGE_MAX)
    const backup = fresh[Math.floor(one * fresh.length)]
    if (!backup) return
    this.n_epochs += 1
    Object.assign(this, { parts: new Map(backup.parts), seq: backup.seq, epoch: `epoch-${this.n_epochs}` })
  }
}

/** What differs in a control: a phone that is built wrongly must be found out. */
export interface Queue {
  answered: (kept: Kept, batch: readonly Part[], answer: BatchAnswer) => Step
  cut: typeof cut
  /** The phone tidies up; told whether it has just heard the server. */
  tidy: (kept: Kept, now: number, hasHeard: boolean) => Step
}
export const QUEUE: Queue = {
  answered: (kept, batch, answer) => answered(kept, batch, answer, answer.server_now),
  cut,
  tidy: (kept, now, hasHeard) => (hasHeard ? prune(kept, now) : {}),
}

class Phone {
  kept = nothingKept()
  /** What was offered and not answered yet; forgotten when the phone dies. */
  inFlight: { batch: Part[]; body: string } | null = null
  /** Who was shown a check mark, and what was taken back or sealed for good. */
  shown = new Set<string>()
  undone = new Set<string>()
  seals = new Map<string, number>()
  private n = 0
  constructor(readonly name: string, private readonly world: World) {}

  newId = (): string => { this.n += 1; return `${String(this.n).padStart(8, '0')}-${this.name}` }
  /** Written whole or not at all, then perhaps dead before anybody saw it. Answers whether it was seen. */
  private write(step: Step): boolean {
    if (this.world.chance(0.02)) { this.die(); return false }
    // By way of text: nothing but what is on the disk is there after a restart.
    this.kept = after(this.kept, JSON.parse(JSON.stringify(step)) as Step)
    if (this.world.chance(0.02)) { this.die(); return false }
    return true
  }
  die(): void { this.inFlight = null }

  private record(fact: Fact): boolean { return this.write({ facts: [fact] }) }
  act(): void {
    const { now, chance } = this.world
    const tube = tubesOf(this.kept).findLast((one) => one.sealed === null)
    if (!tube) {
      const pool = this.world.pick(POOLS)
      const fact_id = this.newId()
      this.record({ fact_id, is: 'open', use_id: `use-${fact_id}`, tube: `tube-${fact_id}`, round_id: 'r', place: 'p', site_id: null, pool, at: now })
      return
    }
    const { use_id, pool } = tube.open
    const last = undoableOf(tube)
    if (last && chance(0.08)) {
      const isSeen = this.record({ fact_id: this.newId(), is: 'undo', use_id, undoes: last.fact_id, at: now })
      // Dead before the screen said so: the screen that opens next says what the disk says.
      if (isSeen) this.undone.add(personOf(last.who))
      else this.shown.delete(personOf(last.who))
      return
    }
    if (tube.swabs.length >= CAPACITY[pool] || chance(0.08)) {
      if (this.record({ fact_id: this.newId(), is: 'seal', use_id, at: now, stated: tube.swabs.length })) this.seals.set(use_id, tube.swabs.length)
      return
    }
    const fact_id = this.newId()
    if (this.record({ fact_id, is: 'swab', use_id, who: { person_id: `person-${fact_id}` }, label: '', at: now })) this.shown.add(`person-${fact_id}`)
  }
  tidy(hasHeard: boolean): void { this.write(this.world.queue.tidy(this.kept, this.world.now, hasHeard)) }
  send(): void {
    if (!this.write(this.world.queue.cut(this.kept, this.world.now, this.newId))) return
    const batch = batchOf(this.kept, 30)
    // A phone that has nothing to send asks now and then all the same: the store may have been put back.
    if (batch.length === 0 && this.kept.parts.size === 0) return
    this.inFlight = { batch, body: batchBody(batch, this.world.now, 0, backlogOf(this.kept).n_people) }
    this.world.carry(this, this.inFlight.body)
  }
  hear(body: string, answer: BatchAnswer): void {
    // An answer to what a page that died had asked, or that came too late, is nobody's.
    if (this.inFlight?.body !== body) return
    const { batch } = this.inFlight
    this.inFlight = null
    if (this.write(this.world.queue.answered(this.kept, batch, answer))) this.tidy(true)
  }
}
const personOf = (who: Who): string => ('person_id' in who ? who.person_id : who.stranger.name)

export class World {
  now = 1_669_600_000_000
  readonly server = new Server()
  private readonly phones: Phone[]
  private post: { phone: Phone; body: string }[] = []
  private readonly roll: Random
  constructor(seed: number, readonly queue: Queue = QUEUE) {
    this.roll = random(seed)
    this.phones = ['a', 'b'].map((name) => new Phone(name, this))
    this.server.backUp(this.now)
  }
  chance = (p: number): boolean => this.roll() < p
  pick = <One>(many: readonly One[]): One => many[Math.floor(this.roll() * many.length)]!

  /** The network: gone on the way, late and out of order, twice, or answered and the answer lost. */
  carry(phone: Phone, body: string): void {
    if (this.chance(0.2)) return
    this.post.push({ phone, body })
    if (this.chance(0.2)) this.post.push({ phone, body })
  }
  private deliver(): void {
    const [one] = this.post.splice(Math.floor(this.roll() * this.post.length), 1)
    if (!one) return
    const answer = this.server.receive(one.body, this.now)
    if (!this.chance(0.2)) one.phone.hear(one.body, answer)
  }

  run(n_steps = 260): this {
    for (let n = 0; n < n_steps; n += 1) {
      this.now += Math.floor(this.roll() * 120_000) + (this.chance(0.01) ? 30 * HOUR : 0)
      const phone = this.pick(this.phones)
      const what = this.roll()
      if (what < 0.55) phone.act()
      else if (what < 0.7) phone.send()
      else if (what < 0.9) this.deliver()
      else if (what < 0.93) phone.die()
      else if (what < 0.95) phone.tidy(false)
      else if (what < 0.985) this.server.backUp(this.now)
      else this.server.putBack(this.now, this.roll())
    }
    return this.drain()
  }
  /** The network is well again; everybody seals, and sends until nothing waits. */
  private drain(): this {
    this.post = []
    this.chance = () => false
    for (const phone of this.phones) {
      phone.die()
      for (let n = 0; n < 3 && tubesOf(phone.kept).some((tube) => tube.sealed === null); n += 1) {
        const facts = tubesOf(phone.kept).filter((tube) => tube.sealed === null).map((tube): Fact => ({ fact_id: phone.newId(), is: 'seal', use_id: tube.open.use_id, at: this.now, stated: tube.swabs.length }))
        phone.kept = after(phone.kept, { facts })
      }
    }
    // Twice: what the one phone learns of the server's history the other may have made.
    for (let n = 0; n < 60 && (n < 4 || this.phones.some((phone) => backlogOf(phone.kept).n_tubes > 0)); n += 1)
      for (const phone of this.phones) { phone.send(); while (this.post.length > 0) this.deliver() }
    return this
  }

  /** What was promised and is not so; empty where all is well. */
  flaws(): string[] {
    const flaws: string[] = []
    const seen = new Map<string, number>()
    const uses = new Map<string, WirePart[]>()
    for (const text of this.server.parts.values()) {
      const part = JSON.parse(text) as WirePart
      uses.set(part.use_id, [...uses.get(part.use_id) ?? [], part])
      for (const who of part.members) seen.set(personOf(who), (seen.get(personOf(who)) ?? 0) + 1)
    }
    for (const [person, n] of seen) if (n > 1) flaws.push(`${person} is counted ${n} times`)
    for (const [use, parts] of uses) {
      let next = 0
      for (const part of parts.sort((a, b) => a.first_position - b.first_position || a.members.length - b.members.length)) {
        if (part.first_position !== next) flaws.push(`${use} has a hole or an overlap at ${next}`)
        next += part.members.length
      }
      if (parts.filter((part) => part.sealed).length > 1) flaws.push(`${use} is sealed twice`)
    }
    if (this.server.aside.length > 0) flaws.push(`set aside: ${this.server.aside.join()}`)
    for (const phone of this.phones) {
      for (const person of phone.shown) if (!phone.undone.has(person) && !seen.has(person)) flaws.push(`${person} was shown a check mark and is lost`)
      for (const person of phone.undone) if (seen.has(person)) flaws.push(`${person} was taken back and is counted`)
      for (const [use, n] of phone.seals) if (!uses.get(use)?.some((part) => part.sealed?.stated === n)) flaws.push(`the seal of ${use} is lost`)
      if (backlogOf(phone.kept).n_tubes > 0) flaws.push(`phone ${phone.name} still waits`)
    }
    return flaws
  }
}
