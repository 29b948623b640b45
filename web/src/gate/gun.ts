// A hand scanner is a keyboard that types a code within a blink, and an Enter behind it: it is heard
// without a field to type into.
const GAP_MS = 80
const CHARS_MIN = 20

/** Hears codes; answers how to stop. Who types by hand is far too slow to be taken for one. */
export function hearGun(read: (text: string) => void): () => void {
  let text = ''
  let at = 0
  const heard = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement) return
    const isQuick = event.timeStamp - at < GAP_MS
    if (event.key === 'Enter' && isQuick && text.length >= CHARS_MIN) {
      // The button that has the focus is not pressed by it.
      event.preventDefault()
      read(text)
    }
    if (event.key.length === 1) {
      text = isQuick ? text + event.key : event.key
      at = event.timeStamp
      // A space in a code presses no button either.
      if (text.length > CHARS_MIN) event.preventDefault()
    } else if (event.key !== 'Shift') text = ''
    else at = Math.max(at, isQuick ? event.timeStamp : 0)
  }
  addEventListener('keydown', heard)
  return () => { removeEventListener('keydown', heard) }
}
