// When the server could not be asked: what is tried again, and after how long.
import { ApiError, isUnreachable } from '@/api/errors'

/** How long to wait after the n-th failure: longer each time, and not all phones at once. */
export const waitMs = (n_failures: number, random: number, longest_ms = 120_000): number => Math.min(longest_ms, 2_000 * 2 ** Math.min(n_failures, 8)) * (0.5 + random)

/** The server was not reached, or cannot answer now: nothing is known of what was sent. */
export const isForLater = (error: unknown): boolean =>
  !(error instanceof ApiError) || isUnreachable(error) || error.status >= 500 || error.status === 401 || error.status === 429
