// Where in the words of a notice each change was read.
import type { AreaChange } from '@/api/contract'

export interface Span { text: string; change: number | null }

/** Cuts the body into plain and marked pieces. Offsets count code points; a mark inside another is left out. */
export function spansOf(body: string, changes: Pick<AreaChange, 'at'>[]): Span[] {
  const points = [...body]
  const marks = changes
    .map(({ at }, change) => ({ ...at, change }))
    .filter(({ start, end }) => start >= 0 && start < end && end <= points.length)
    .sort((a, b) => a.start - b.start || b.end - a.end)
  const spans: Span[] = []
  let at = 0
  const plain = (to: number): void => { if (to > at) spans.push({ text: points.slice(at, to).join(''), change: null }) }
  for (const mark of marks) {
    if (mark.start < at) continue
    plain(mark.start)
    spans.push({ text: points.slice(mark.start, mark.end).join(''), change: mark.change })
    at = mark.end
  }
  plain(points.length)
  return spans
}

/** The same pieces without the empty lines that a copied page begins with and is full of. */
export function tightened(spans: Span[]): Span[] {
  const tight = (text: string): string => text.replace(/\n(?:[ \t\u3000]*\n){2,}/g, '\n\n')
  return spans.map((span, i) => (span.change !== null ? span : { ...span, text: i === 0 ? tight(span.text).replace(/^\s+/, '') : tight(span.text) }))
}
