// A round at a desk: what the server knows, with the ticks on their way on top, kept fresh by the feed.
import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref } from 'vue'
import { useAsked } from '@/asked'
import { mayDo } from '@/api/acts'
import { api } from '@/api/client'
import type { Means, RoundPerson } from '@/api/contract'
import { followFeed, type LiveState } from '@/api/live'
import { cityNow } from '@/days'
import { byPerson, tickOf, withTicks, type OwnTick, type Said } from '@/rounds/ticks'
import { wrDesk } from '@/words/rounds'
import { tellProblem } from '../../say'
import { session, today } from '../../session'
import { ElMessage } from 'element-plus'

/** Counts follow the ticks at once; a list, whose every reading is noted, less often. */
const COUNTS_MS = 1_500
const LIST_MS = 4_000
const POLL_MS = 30_000
/** While a whole city is being counted. */
const COUNTING_MS = 3_000
const CODE_OF_COMMUNITY = 12

export interface Mark { person: RoundPerson; what: Said }
export type RoundAtDesk = ReturnType<typeof useRound>

export function useRound(round_id: string, part: Ref<string | null>, wanted: { list: Ref<boolean>; missing: Ref<boolean> }) {
  const view = useAsked(() => api.rounds.one(round_id))
  const parts = useAsked(() => api.rounds.parts(round_id))
  /** A round of many communities is listed by community. */
  const isWide = computed(() => (view.answer?.place.length ?? CODE_OF_COMMUNITY) < CODE_OF_COMMUNITY)
  const where = computed(() => (isWide.value && part.value !== null ? { place: part.value } : {}))
  const own = shallowRef<OwnTick[]>([])
  const list = useAsked(async () => {
    const sent = new Set(own.value)
    const answer = await api.rounds.list(round_id, where.value)
    own.value = own.value.filter((tick) => !sent.has(tick) || waiting.has(tick))
    return answer
  })
  const missing = useAsked(() => api.rounds.missing(round_id, part.value === null ? {} : { place: part.value }))
  const waiting = new Set<OwnTick>()
  const mayList = mayDo(session.me, 'seeRoundList')
  const maySeeList = computed(() => mayList && (!isWide.value || part.value !== null))

  const people = computed<RoundPerson[]>(() => {
    const ticks = byPerson(own.value)
    return (list.answer?.people ?? []).map((one) => withTicks(one, ticks.get(one.person_id) ?? [], session.me?.name ?? ''))
  })
  const isOpen = computed(() => view.answer?.closed_at === null && mayDo(session.me, 'tickRounds'))

  /** Records marks; answers whether all were kept. What was not is told with the server's words. */
  async function save(marks: readonly Mark[], means: Means): Promise<boolean> {
    if (marks.length === 0) return true
    const seen_at = session.me?.drill ? cityNow(today()) : Date.now()
    const ticks = marks.map(({ person, what }) => tickOf(person, what, means, seen_at))
    ticks.forEach((tick) => waiting.add(tick))
    own.value = [...own.value, ...ticks]
    try {
      const answers = await api.rounds.tick(round_id, ticks)
      const lost = answers.filter((answer) => answer.fate !== 'kept')
      const refused = lost.filter((answer) => answer.fate === 'refused')
      if (refused.length > 0) ElMessage({ type: 'error', message: `${wrDesk.value.refusedSome(refused.length)}${[...new Set(refused.map((answer) => answer.message))].join(' ')}`, duration: 6000, showClose: true })
      if (lost.length > refused.length) ElMessage({ type: 'warning', message: wrDesk.value.setAsideSome(lost.length - refused.length), duration: 6000, showClose: true })
      own.value = own.value.filter((tick) => !lost.some((answer) => answer.fact_id === tick.fact_id))
      later()
      return lost.length === 0
    } catch (error) {
      own.value = own.value.filter((tick) => !ticks.includes(tick))
      tellProblem(error)
      return false
    } finally { ticks.forEach((tick) => waiting.delete(tick)) }
  }

  const askCounts = (): void => { void view.again(); void parts.again() }
  const askLists = (): void => {
    if (wanted.list.value && maySeeList.value) void list.again()
    if (wanted.missing.value && maySeeList.value) void missing.again()
  }
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  function soon(name: string, ms: number, act: () => void): void {
    if (!timers.has(name)) timers.set(name, setTimeout(() => { timers.delete(name); act() }, ms))
  }
  function later(): void { soon('counts', COUNTS_MS, askCounts); soon('lists', LIST_MS, askLists) }
  const live = ref<LiveState>('polling')
  let stop = (): void => undefined
  let polling: ReturnType<typeof setInterval> | undefined
  onMounted(() => {
    if (mayDo(session.me, 'followFeed')) stop = followFeed({ heard: ({ topic }) => { if (topic === undefined || topic === 'tick' || topic === 'round') later() }, state: (state) => { live.value = state } })
    polling = setInterval(() => { if (live.value !== 'live') { askCounts(); askLists() } }, POLL_MS)
  })
  onBeforeUnmount(() => { stop(); clearInterval(polling); timers.forEach(clearTimeout) })
  askCounts()
  watch(() => view.answer, (row) => { if (row?.counts === null) soon('counting', COUNTING_MS, askCounts) })
  watch([wanted.list, wanted.missing, maySeeList, where, part], askLists, { immediate: true })
  return { round_id, view, parts, list, missing, people, isOpen, isWide, maySeeList, live, save, askCounts, askLists }
}
