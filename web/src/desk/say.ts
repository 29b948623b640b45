import { ElMessage } from 'element-plus'
import { errorText } from '@/api/errors'
import { language } from '@/words/language'
import { ws } from '@/words/shared'

export const tellDone = (text: string): void => { ElMessage({ type: 'success', message: text, duration: 2500 }) }
export const tellProblem = (error: unknown): void => {
  ElMessage({ type: 'error', message: errorText(error, ws.value.errors, language.value), duration: 5000, showClose: true })
}
