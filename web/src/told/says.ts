// What the rooms of reports, chains and lists say, without a browser.
import type { ChainCase, Chains, ChainNumber, SaidEpisode } from '@/api/contract'
import { dayTitle } from '@/days'
import type { SharedWords } from '@/words/shared'
import type { ToldWords } from '@/words/told'

const two = (n: number): string => String(n).padStart(2, '0')
export const clock = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`

/** Days and hours of an episode, as far as they were written. */
export function whenText(one: Pick<SaidEpisode, 'day' | 'until_day' | 'from' | 'to' | 'part'>, words: ToldWords, shared: SharedWords): string {
  const day = one.day ? dayTitle(one.day, shared) : words.report.noDay
  const until = one.until_day ? ` – ${dayTitle(one.until_day, shared)}` : ''
  const time = (said: SaidEpisode['from']): string => (said ? (said.is_about ? words.report.about(clock(said.minute)) : clock(said.minute)) : '')
  const hours = [time(one.from), time(one.to)].filter(Boolean).join(' – ')
  const part = !hours && one.part ? words.report.part[one.part] : ''
  return [`${day}${until}`, hours || part].filter(Boolean).join(' ')
}

/** Whether an episode can become an entry of the line of time: an onset is no place. */
export const isPlace = (one: Pick<SaidEpisode, 'kind'>): boolean => one.kind !== 'onset'

/** A moment as an input of day and time has it, in the city's own clock. */
export const inputOf = (at: number | null): string => (at === null ? '' : new Date(at + 8 * 3_600_000).toISOString().slice(0, 16))
export const momentOf = (text: string): number => Date.parse(`${text}:00+08:00`)

/** The doubts of an episode, each once. */
export function doubtsOf(one: Pick<SaidEpisode, 'doubts'>): string[] {
  return [...new Set(one.doubts.map((doubt) => doubt.says))]
}

/** A case by its number in the list, and who it is. */
export const caseName = (cases: Pick<ChainCase, 'name'>[], at: number, words: ToldWords): string => `${words.chain.case(at + 1)} ${cases[at]?.name ?? ''}`.trim()

export interface Branch { name: string; at: number; chosen: boolean; children: Branch[] }

/** The chains as trees: whoever nobody here infected is a root, the largest first. */
export function treesOf(cases: Pick<ChainCase, 'infector' | 'name' | 'choice'>[], words: ToldWords): Branch[] {
  const nodes: Branch[] = cases.map((one, at) => ({ name: caseName(cases, at, words), at, chosen: one.choice !== null, children: [] }))
  const roots: Branch[] = []
  cases.forEach((one, at) => {
    const node = nodes[at]!
    const parent = one.infector === null ? undefined : nodes[one.infector]
    if (parent) parent.children.push(node)
    else roots.push(node)
  })
  const size = (branch: Branch): number => 1 + branch.children.reduce((sum, child) => sum + size(child), 0)
  return roots.sort((a, b) => size(b) - size(a) || a.at - b.at)
}

/** How deep and how broad trees are, for the size of the drawing. */
export function extent(trees: Branch[]): { depth: number; leaves: number } {
  const depth = (branch: Branch): number => 1 + Math.max(0, ...branch.children.map(depth))
  const leaves = (branch: Branch): number => (branch.children.length === 0 ? 1 : branch.children.reduce((sum, child) => sum + leaves(child), 0))
  return { depth: Math.max(0, ...trees.map(depth)), leaves: trees.reduce((sum, tree) => sum + leaves(tree), 0) }
}

export const rounded = (value: number | null | undefined): string => (value == null ? '—' : (Math.round(value * 10) / 10).toFixed(1))

/** A number with its bounds. */
export function numberText(one: ChainNumber, words: ToldWords): string {
  if (one.number === null) return words.chain.early
  return one.low === null || one.high === null ? rounded(one.number) : words.bounded(rounded(one.number), rounded(one.low), rounded(one.high))
}

/** The days of both ways of counting, side by side. */
export function daysOf(chains: Pick<Chains, 'counted' | 'by_days'>): { day: string; n: number; counted: ChainNumber; byDays: ChainNumber | undefined }[] {
  const other = new Map(chains.by_days.map((one) => [one.day, one]))
  return chains.counted.map((one) => ({ day: one.day, n: one.n_cases, counted: one, byDays: other.get(one.day) }))
}
