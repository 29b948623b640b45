// What the room of place codes chooses from.
import type { Finding, VenueKind } from '@/api/contract'

export const KINDS: VenueKind[] = ['bus', 'vehicle', 'station', 'mall', 'market', 'wholesale', 'restaurant', 'hotel', 'school', 'hospital', 'care_home', 'scenic', 'library', 'cinema', 'theatre', 'bar', 'ktv', 'net_cafe', 'gym', 'pool', 'sauna', 'massage', 'chess_room', 'tea_house', 'script_game', 'training', 'office', 'company', 'compound', 'other']
/** The trades of item 9 of the city's notice 65 of 2022. */
export const NOTICE_KINDS: VenueKind[] = ['sauna', 'massage', 'tea_house', 'chess_room', 'net_cafe', 'bar', 'ktv', 'theatre', 'cinema', 'gym', 'pool', 'script_game']
export const FINDINGS: Finding[] = ['no_code_check', 'no_temperature', 'no_masks', 'no_poster', 'no_hand_register', 'too_many', 'open_though_closed', 'no_disinfection']
