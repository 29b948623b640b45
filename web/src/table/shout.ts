// What must be seen at once and by a hand in a glove: over everything, in large type, with a sound.
import { shallowRef } from 'vue'
import { sound, type Tone } from '@/phone/sound'

export interface Choice { label: string; value: string; isMain?: boolean }
export interface Shout { tone: Tone; title: string; lines: string[]; choices: Choice[] }
export const shouted = shallowRef<(Shout & { tell: (value: string) => void }) | null>(null)

/** Says it, and answers what was tapped. */
export function shout(one: Shout): Promise<string> {
  sound(one.tone)
  return new Promise((tell) => { shouted.value = { ...one, tell: (value) => { shouted.value = null; tell(value) } } })
}
