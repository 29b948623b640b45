// What is heard and felt, so that nobody need look at the phone.
export type Tone = 'stop' | 'ask' | 'good'

let air: AudioContext | null = null
const TONES = { stop: [220, 0.5], ask: [330, 0.3], good: [880, 0.12] } as const
/** A low tone for what is wrong, a short high one for what is kept. */
export function sound(tone: Tone): void {
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
