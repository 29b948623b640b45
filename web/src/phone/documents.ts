// Numbers of documents as they are typed at a door or a table.
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
/** The check sign of a resident identity number, by GB 11643. */
export function isResidentId(text: string): boolean {
  if (!/^\d{17}[\dX]$/.test(text)) return false
  const sum = WEIGHTS.reduce((total, weight, n) => total + weight * Number(text[n]), 0)
  return '10X98765432'[sum % 11] === text[17]
}
export const plain = (text: string): string => text.normalize('NFKC').replace(/\s/g, '').toUpperCase()
export const isPhone = (text: string): boolean => /^[+\d][\d-]{6,18}$/.test(text)
