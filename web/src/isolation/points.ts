// Points of the map and windows of time, as they are typed.
import type { IsolationAll, IsolationWaiting, RunNew } from '@/api/contract'
import { dayOf } from '@/days'

export interface PointLack { key: string; name: string; place: string; site: { id: string; seen: number } | null }
export interface Typed { from: string; to: string }

const DEGREES = /^\d{1,3}(\.\d{1,8})?$/
/** Within the country, as the server asks. */
const BOUNDS = { longitude: [73, 136], latitude: [3, 54] } as const

/** Which of the two is no degree of the country. */
export function flawOf(which: keyof typeof BOUNDS, text: string): boolean {
  const [least, most] = BOUNDS[which]
  const degrees = Number(text.trim())
  return !DEGREES.test(text.trim()) || degrees < least || degrees > most
}

/** A point in millionths of a degree. */
export const spotOf = (longitude: string, latitude: string) => ({ longitude_e6: Math.round(Number(longitude.trim()) * 1e6), latitude_e6: Math.round(Number(latitude.trim()) * 1e6) })

/** What lacks a point: buildings on the way, and sites that take guests. */
export function lackingOf(all: Pick<IsolationAll, 'sites'>, waiting: Pick<IsolationWaiting, 'lacking'>): PointLack[] {
  const sites = all.sites.filter((one) => !one.has_spot && !one.is_closed)
  return [
    ...waiting.lacking.map((one): PointLack => ({ key: one.place, name: one.place_name, place: one.place, site: null })),
    ...sites.map((one): PointLack => ({ key: one.isolation_site_id, name: one.name, place: one.place, site: { id: one.isolation_site_id, seen: one.seen } })),
  ]
}

/** The doors of those who are chosen, each once. */
export function doorsOf(riders: IsolationWaiting['riders'], chosen: readonly string[]): { door: string; name: string }[] {
  const doors = new Map(riders.filter((one) => chosen.includes(one.isolation_stay_id)).map((one) => [one.door, one.door_name]))
  return [...doors].map(([door, name]) => ({ door, name }))
}

const isWhole = (one: Typed): boolean => one.from !== '' && one.to !== '' && one.from <= one.to
const isEmpty = (one: Typed): boolean => one.from === '' && one.to === ''

/** Whether every window is empty or whole. */
export const windowsFit = (typed: readonly Typed[]): boolean => typed.every((one) => isEmpty(one) || isWhole(one))

/** The windows of the doors on the day of departure, those that were typed. */
export function windowsOf(doors: readonly { door: string }[], typed: Readonly<Record<string, Typed>>, departs: number): RunNew['windows'] {
  const at = (time: string): number => Date.parse(`${dayOf(departs)}T${time}:00+08:00`)
  return doors.flatMap(({ door }) => {
    const one = typed[door]
    return one && isWhole(one) ? [{ door, from: at(one.from), to: at(one.to) }] : []
  })
}
