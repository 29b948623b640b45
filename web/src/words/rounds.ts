import * as en from './en-rounds'
import { inLanguage } from './language'
import * as zh from './zh-CN-rounds'

export type RoundsWords = typeof zh.rounds
export const wr = inLanguage(zh.rounds, en.rounds)
export const wrField = inLanguage(zh.roundsField, en.roundsField)
export const wrDesk = inLanguage(zh.roundsDesk, en.roundsDesk)
