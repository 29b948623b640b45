/** An entry's detail on one line: the log keeps ids and figures, so its own words are enough. */
export function detailText(detail: unknown): string {
  if (detail === null || detail === undefined || detail === '') return '—'
  if (typeof detail !== 'object') return String(detail)
  const pairs = Object.entries(detail).filter(([, value]) => value !== null && value !== '')
  return pairs.length === 0 ? '—' : pairs.map(([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`).join('; ')
}
