import type { MessageRow } from '@/api/contract'
import type { SharedWords } from '@/words/shared'

/** A message in one sentence. */
export function messageText(message: MessageRow, words: SharedWords): string {
  const say = words.messages
  switch (message.kind) {
    case 'zone_changed': {
      const area = `${message.county_name ?? ''}${message.about}`
      if (message.to === null) return say.zoneReleased(area)
      const to = words.level[message.to]
      return message.from === null || message.from === message.to ? say.zoneListed(area, to) : say.zoneMoved(area, words.level[message.from], to)
    }
    case 'order_handed_back': return say.handedBack(message.about, message.work ? words.orderKind[message.work] : '')
    case 'retest_due': return say.retestDue(message.about)
    case 'antigen_due': return say.antigenDue(message.about)
    case 'canary_asked': return say.canaryAsked(message.about)
    case 'codes_differ': return say.codesDiffer(message.n_people ?? 0, message.n_late ?? 0)
    case 'case_door_due': return say.caseDoorDue(message.about)
    case 'contact_due': return say.contactDue(message.about)
    case 'code_tell_due': return say.codeTellDue(message.about)
    case 'tubes_overdue': return say.tubesOverdue(message.about, message.n_tubes ?? 0)
    case 'arrivals_late': return say.late(message.about, 'arrivals', message.n_late ?? 0)
    case 'gatherings_late': return say.late(message.about, 'gatherings', message.n_late ?? 0)
    case 'verifications_late': return say.late(message.about, 'verifications', message.n_late ?? 0)
    case 'cases_unclosed': return say.late(message.about, 'cases', message.n_late ?? 0)
    case 'follow_ups_late': return say.late(message.about, 'follow_ups', message.n_late ?? 0)
    case 'contact_check_due': return say.contactCheckDue(message.about)
    case 'code_list': return say.codeList(message.about, message.n_people ?? 0, message.refused ?? false)
    case 'notice_waits': return say.noticeWaits(message.about)
  }
}
