// What must be seen at once and by a hand in a glove: over everything, in large type, with a sound.
import { shallowRef } from 'vue'

export interface Choice { label: string; value: string; isMain?: boolean }
export interface Shout { tone: 'stop' | 'ask' | 'good'; title: string; lines: string[]; choices: Choice[] }
export const shouted = shallowRef<(Shout & { tell: (value: string) => void }) | null>(null)

/** Says it, and answers what was tapped. */
export function shout(one: Shout): Promise<string> {
  sound(one.tone)
  return new Promise((tell) => { shouted.value = { ...one, tell: (value) => { shouted.value = null; tell(value) } } })
}

let air: AudioContext | null = null
const TONES = { stop: [220, 0.5], ask: [330, 0.3], good: [880, 0.12] } as const
/** A low tone for what is wrong, a short high one for what is kept. */
export function sound(tone: Shout['tone']): void {
  navigator.vibrate?.(tone === 'good' ? 40 : [200, 80, 200])
  try {
    air ??= new AudioContext()
    const [hertz, seconds] = TONES[tone]
    const [voice, loudness] = [air.createOscillator(), air.createGain()]
    voice.frequency.value = hertz
    loudness.gain.value = 0.2
    voice.connect(loudness).connect(air.destination)
    voice.start()
    voice.stop(air.currentTime + seconds)
  } catch { /* a phone without sound still shows it */ }
}
