import { onScopeDispose, shallowReactive } from 'vue'

/** One question to the server and how it stands: asking, answered, or failed. */
export interface Asked<Answer> {
  answer: Answer | null
  error: unknown
  asking: boolean
  askedAt: number
  /** Asks again; the answer so far stays on the page meanwhile. */
  again: () => Promise<void>
  /** Puts in what a write has just answered. */
  put: (answer: Answer) => void
}

export function useAsked<Answer>(ask: () => Promise<Answer>): Asked<Answer> {
  let turn = 0
  const asked: Asked<Answer> = shallowReactive({
    answer: null, error: null, asking: false, askedAt: 0,
    async again() {
      const mine = turn += 1
      asked.asking = true
      try {
        const answer = await ask()
        // An older question may come back after a newer one.
        if (mine === turn) Object.assign(asked, { answer, error: null, askedAt: Date.now() })
      } catch (error) {
        if (mine === turn) asked.error = error
      } finally {
        if (mine === turn) asked.asking = false
      }
    },
    put(answer: Answer) {
      turn += 1
      Object.assign(asked, { answer, error: null, asking: false, askedAt: Date.now() })
    },
  })
  onScopeDispose(() => { turn += 1 })
  return asked
}
