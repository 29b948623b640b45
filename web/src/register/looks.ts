// How the log of who looked at a record is read: what one office did alike on one day is one line.
import type { LookRow, Role } from '@/api/contract'
import { dayOf } from '@/days'

export interface LookLine extends LookRow { times: number }

const face = (row: LookRow): string => JSON.stringify([dayOf(row.at), row.role, row.unit_names, row.purpose, row.what, row.possible])

/** Rows come newest first; the first of those that are alike keeps its place, with how many there were. */
export function looksByDay(rows: readonly LookRow[]): LookLine[] {
  const lines = new Map<string, LookLine>()
  for (const row of rows) {
    const known = lines.get(face(row))
    if (known === undefined) lines.set(face(row), { ...row, times: 1 })
    else known.times += 1
  }
  return [...lines.values()]
}

/** The role, and where it was held: 网格员 晋源社区第2网格. */
export const lookWho = (row: Pick<LookRow, 'role' | 'unit_names'>, names: Record<Role, string>, separator: string): string =>
  `${names[row.role as Role] ?? row.role} ${row.unit_names.join(separator)}`.trim()
