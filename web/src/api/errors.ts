/** What the server refused, or that it could not be reached (`unreachable`). */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    /** The server's own sentence, in Chinese; empty where none came. */
    readonly sentence: string,
    /** The whole answer, which may name the record that is the reason. */
    readonly detail: Record<string, unknown> | null = null,
    /** How many seconds the server asks to wait before the next try; 0 where it says nothing. */
    readonly retry_after_s = 0,
  ) {
    super(sentence || code)
    this.name = 'ApiError'
  }
}

export const isUnreachable = (error: unknown): boolean =>
  error instanceof ApiError && (error.code === 'unreachable' || error.status >= 502 && error.status <= 504)

export const isCode = (error: unknown, code: string): error is ApiError =>
  error instanceof ApiError && error.code === code

/** What to tell a person about a failure: the server's sentence in Chinese, else the words for its code. */
export function errorText(error: unknown, words: Record<string, string>, language: string): string {
  if (!(error instanceof ApiError)) return words['unknown'] ?? ''
  const known = words[error.code]
  if (language === 'zh-CN' && error.sentence !== '') return error.sentence
  return known ?? (error.sentence || (words['unknown'] ?? ''))
}
