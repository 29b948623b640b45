import { follow as en } from './follow-en'
import { follow as zh } from './follow-zh'
import { inLanguage } from './language'

export type FollowWords = typeof zh
export const wfo = inLanguage(zh, en)
