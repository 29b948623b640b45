// Taking somebody down, with everything that is said about it.
import { ref } from 'vue'
import { wt } from '@/words/table'
import { labelOf, swab, type Meant } from './acts'
import { CAPACITY } from './pools'
import { swabShout } from './says'
import { sound } from '@/phone/sound'
import { shout } from './shout'
import { openTube } from './store'

/** Who was taken down last: shown with a check mark, since it is on the disk. */
export const justAdded = ref('')
export const isFull = (): boolean => openTube.value !== null && openTube.value.swabs.length >= CAPACITY[openTube.value.open.pool]

let busy = false
/** Takes one down; what is wrong is said in large type. Answers whether he is in the tube now. */
export async function add(meant: Meant): Promise<boolean> {
  if (busy) return false
  busy = true
  const who = labelOf(meant)
  try {
    const flaw = await swab(meant)
    if (flaw) {
      const chosen = await shout(swabShout(flaw, who, wt.value))
      if (chosen !== 'although' || await swab(meant, true) !== null) return false
    }
    justAdded.value = who
    sound('good')
    return true
  } catch {
    const { notKept, notKeptHow, ok } = wt.value.shout
    await shout({ tone: 'stop', title: notKept, lines: [notKeptHow], choices: [{ label: ok, value: '', isMain: true }] })
    return false
  } finally { busy = false }
}
