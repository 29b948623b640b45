// The mark of a copy as somebody types it, or pastes it with what stood around it.

/** How many signs a mark has, of letters and digits that nobody takes for one another. */
const MARK = /(?:^|[^0-9A-Z])([A-HJ-NP-Z2-9]{12})(?![0-9A-Z])/

/** The mark in what was typed: spaces, hyphens and small letters do not matter; empty where there is none. */
export function markTyped(text: string): string {
  const upper = text.normalize('NFKC').toUpperCase()
  return MARK.exec(upper)?.[1] ?? MARK.exec(upper.replace(/[\s\-·]/g, ''))?.[1] ?? ''
}
