import type { DriverRun, IsolationLoad, IsolationParty, IsolationRoom, IsolationSite, RoomZone } from '@/api/contract'
import type { IsolationWords } from '@/words/isolation'

/** Beds in which guests may lie, and how many of them are free. */
export function bedsOf(site: Pick<IsolationSite, 'rooms'>): { free: number; all: number } {
  const guests = site.rooms.filter((room) => room.zone === 'dirty')
  const all = guests.reduce((n, room) => n + room.beds, 0)
  return { all, free: all - guests.reduce((n, room) => n + room.taken, 0) }
}

/** The site at which a whole household is proposed; none where somebody has no room. */
export function siteOf(party: Pick<IsolationParty, 'people'>): string | null {
  const sites = new Set(party.people.map((one) => one.isolation_site_id))
  const [only] = sites
  return sites.size === 1 && only ? only : null
}

const ZONES: RoomZone[] = ['clean', 'buffer', 'dirty']

/** Rooms as they are typed, one a line; the number of a line that cannot be read. */
export function roomsOf(text: string, words: Pick<IsolationWords, 'zoneWord'>): IsolationRoom[] | number {
  const rooms: IsolationRoom[] = []
  const lines = text.split('\n')
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue
    const [label = '', floor = '', zone = '', beds = ''] = line.split(/[,\uff0c\t]/).map((cell) => cell.trim())
    const known = ZONES.find((one) => one === (words.zoneWord[zone] ?? zone))
    if (!label || !known || !/^-?\d{1,3}$/.test(floor) || !/^\d{1,3}$/.test(beds)) return at + 1
    rooms.push({ label, floor: Number(floor), zone: known, beds: Number(beds) })
  }
  return rooms
}

/** Rooms as they are typed again. */
export const roomsText = (site: Pick<IsolationSite, 'rooms'>): string => site.rooms.map((room) => [room.label, room.floor, room.zone, room.beds].join(',')).join('\n')

/** For whom a driver signs at a stop: for whom the community signed, else everybody who is planned. */
export const takenAt = (stop: DriverRun['stops'][number]): string[] => stop.gave ?? stop.stays

/** What a driver does next: the first stop without his signature, or the hand-over at the site. */
export function nextOf(run: DriverRun): { is: 'stop'; at: number } | { is: 'site' } | { is: 'wait' } | { is: 'done' } {
  if (run.state === 'done' || run.state === 'called_off') return { is: 'done' }
  if (run.is_delivered) return { is: 'wait' }
  const at = run.stops.findIndex((stop) => stop.took === null)
  return at >= 0 ? { is: 'stop', at } : { is: 'site' }
}

export const kilometres = (metres: number): string => (metres / 1000).toFixed(1)

/** Everybody whom a vehicle could fetch. */
export function staysOf(load: Pick<IsolationLoad, 'stops'>): string[] {
  return load.stops.flatMap((stop) => stop.stays)
}
