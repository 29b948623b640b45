// Whether codes are down, for whoever is signed in: he is asked about it.
import { computed, ref, shallowReactive } from 'vue'
import { passage } from '@/api/passage'
import type { Outages } from '@/api/contract'
import { holding } from '@/outages/says'

const ASK_MS = 30_000
const LOOK_MS = 1_000

interface Asked { told: Outages | null; error: unknown; askedAt: number }
export const outages = shallowReactive<Asked>({ told: null, error: null, askedAt: 0 })
const tick = ref(performance.now())
/** The server's clock now: a desk's own may be wrong, and a drill has another day. */
export const serverNow = computed(() => (outages.told?.now ?? 0) + Math.max(0, tick.value - outages.askedAt))
export const down = computed(() => holding(outages.told, serverNow.value))

export async function askOutages(): Promise<void> {
  try {
    const told = await passage.outages()
    tick.value = performance.now()
    Object.assign(outages, { told, error: null, askedAt: tick.value })
  } catch (error) { outages.error = error }
}

/** Asks while the page is looked at, until the answer is called. */
export function keepLooking(): () => void {
  const ask = (): void => { if (!document.hidden) void askOutages() }
  ask()
  const timers = [setInterval(ask, ASK_MS), setInterval(() => { tick.value = performance.now() }, LOOK_MS)]
  document.addEventListener('visibilitychange', ask)
  return () => {
    timers.forEach(clearInterval)
    document.removeEventListener('visibilitychange', ask)
  }
}
