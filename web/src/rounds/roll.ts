// Which rows of a long list are in sight. Rows may be of several heights; only those in sight, and
// a few around them, stand in the page.
export interface Roll { tops: number[]; height: number }

export function rollOf(heights: readonly number[]): Roll {
  const tops: number[] = []
  let height = 0
  for (const one of heights) { tops.push(height); height += one }
  return { tops, height }
}

/** The row that reaches over `y`, or the nearest. */
export function rowAt({ tops }: Roll, y: number): number {
  let [low, high] = [0, tops.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (tops[middle]! <= y) low = middle
    else high = middle - 1
  }
  return Math.max(0, low)
}

/** The rows in sight, by whole blocks: what is drawn changes once a block, not with each frame. */
export function inSight(roll: Roll, scrolled: number, seen: number, spare: number, block = 1): { from: number; to: number } {
  if (roll.tops.length === 0) return { from: 0, to: 0 }
  const [first, last] = [rowAt(roll, scrolled - spare), rowAt(roll, scrolled + seen + spare)]
  return { from: Math.floor(first / block) * block, to: Math.min(roll.tops.length, Math.ceil((last + 1) / block) * block) }
}
