export const addDays = (day, n) => new Date(Date.parse(`${day}T00:00:00Z`) + n * 864e5).toISOString().slice(0, 10)
export const daysBetween = (from, to) => Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 864e5)
/** An instant in Taiyuan's own time. */
export const moment = (day, time = '09:00') => Date.parse(`${day}T${time}:00+08:00`)
