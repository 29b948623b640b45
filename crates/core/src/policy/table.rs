//! What there is to do, what for and as whom.

use crate::coded;

coded! {
    /// What somebody is here for. Each is held in a jurisdiction, from a day, to a day.
    Role {
        /// 市指挥部: sees the city, turns the drill clock, says that codes are down; else
        /// makes nothing official alone.
        CityCommand = "city_command",
        /// 通告拟稿: puts notices in, records cases and tests, drafts; signs nothing.
        ZoneDrafter = "zone_drafter",
        /// 签批: confirms notices, signs step-downs and edition changes.
        ZoneSigner = "zone_signer",
        /// 社区登记: resolves places, follows the orders of the community.
        CommunityRegistrar = "community_registrar",
        /// 网格员: does the orders of a grid.
        GridWorker = "grid_worker",
        /// 采样员: takes samples at a table and seals tubes; sees names masked, no results.
        Sampler = "sampler",
        /// 转运员: carries tubes from a site to a laboratory; sees codes and counts, no people.
        Courier = "courier",
        /// 检验员: takes tubes in, fills plates, enters results; sees tubes, no people.
        LabReporter = "lab_reporter",
        /// 审核员: signs what another entered.
        LabSigner = "lab_signer",
        /// 赋码提议: enters reasons of codes, each upon a record; approves nothing.
        CodeProposer = "code_proposer",
        /// 赋码审批, of another office: approves what was proposed.
        CodeApprover = "code_approver",
        /// 申诉答复: decides appeals, never what he decided himself.
        AppealOfficer = "appeal_officer",
        /// 12345坐席: tells whoever calls and is verified, writes his appeal down.
        Hotline = "hotline",
        /// 场站查验: sees who comes to a station, checks, samples and hands over; picks no color.
        StationWorker = "station_worker",
        /// 流调: opens cases, sees where they were and whom they met; nobody else sees any of it.
        Tracer = "tracer",
        /// 隔离点工作: receives people at the site where he works, sees to them, releases them; no other site.
        IsolationWorker = "isolation_worker",
        /// 转运司机: sees the run that he drives, its doors and how many get on; no names.
        TransferDriver = "transfer_driver",
        /// 社区医生: looks after those who are kept at home, and signs each of their days.
        CommunityDoctor = "community_doctor",
        /// 审计: reads the log, never the content.
        Auditor = "auditor",
        /// 系统管理: accounts and machines, no content.
        Administrator = "administrator",
    }
}

coded! {
    /// What a request is for. There is none for police, debt or petition.
    Purpose {
        /// Seeing how the city stands and directing the work.
        Command = "command",
        /// Deciding on zones: notices, cases, step-downs, drafts.
        ZoneDecision = "zone_decision",
        /// Doing and following orders.
        OrderWork = "order_work",
        /// Keeping the register of places.
        Register = "register",
        /// Taking samples and carrying tubes.
        Sampling = "sampling",
        /// Working in a laboratory.
        LabWork = "lab_work",
        /// Telling people their results.
        ResultNotice = "result_notice",
        /// Deciding why a code is not green.
        CodeDecision = "code_decision",
        /// Telling people of their codes, and deciding what they say is wrong.
        Appeal = "appeal",
        /// 流调溯源: finding whom a case met, with an open case.
        Tracing = "tracing",
        /// 隔离转运: bringing people to where they are isolated, and seeing to them there.
        Isolation = "isolation",
        /// Reading the log.
        Audit = "audit",
        /// Keeping accounts.
        Administration = "administration",
        /// One's own account and messages.
        OwnData = "own_data",
    }
}

coded! {
    /// Everything that can be asked of the system. A route names its act, and the act has a row.
    Act {
        /// See the command board.
        BoardSee = "board_see",
        /// List zones and see one.
        ZoneSee = "zone_see",
        /// Record a case found in a zone.
        ZoneCaseRecord = "zone_case_record",
        /// Record a test of a whole area, or that contacts are clear.
        ZoneTestRecord = "zone_test_record",
        /// Sign the step-down that the rules propose.
        ZoneStepDownSign = "zone_step_down_sign",
        /// Sign that a zone is lifted to a graver level, as the rules propose.
        ZoneRaiseSign = "zone_raise_sign",
        /// Withdraw a fact.
        ZoneFactWithdraw = "zone_fact_withdraw",
        /// Link a zone to its place in the tree.
        ZonePlaceSet = "zone_place_set",
        /// Read a notice's text without keeping it.
        NoticePreview = "notice_preview",
        /// Put a notice in.
        NoticePutIn = "notice_put_in",
        /// List notices and see one.
        NoticeSee = "notice_see",
        /// Confirm what a notice changes.
        NoticeConfirm = "notice_confirm",
        /// Set a notice aside.
        NoticeSetAside = "notice_set_aside",
        /// See drafts and the changes that wait for one.
        DraftSee = "draft_see",
        /// Draft the next notice.
        DraftMake = "draft_make",
        /// Read the rules.
        EditionSee = "edition_see",
        /// See what an edition changes.
        EditionChangeSee = "edition_change_see",
        /// Sign what an edition changes.
        EditionChangeSign = "edition_change_sign",
        /// List orders and see one.
        OrderSee = "order_see",
        /// Claim an order, close it, hand it back.
        OrderWork = "order_work",
        /// Look a place up.
        PlaceSee = "place_see",
        /// Put a snapshot of the national list in.
        SnapshotPutIn = "snapshot_put_in",
        /// See snapshots and export the national list.
        SnapshotSee = "snapshot_see",
        /// Look up the divisions and grids in which a role can be held.
        JurisdictionSee = "jurisdiction_see",
        /// List accounts.
        AccountSee = "account_see",
        /// Make, change and disable accounts.
        AccountKeep = "account_keep",
        /// Vouch that an account is in the right hands, as the second person besides the one who
        /// gave out its password.
        AccountVouch = "account_vouch",
        /// Read the audit trail and verify it.
        AuditSee = "audit_see",
        /// Read who read personal data, and what for.
        ReadLogSee = "read_log_see",
        /// Follow the feed of changes.
        FeedFollow = "feed_follow",
        /// See one's own messages and note that they were read.
        MessageSee = "message_see",
        /// Look up how many people and households there are, list them masked, find one.
        PersonSee = "person_see",
        /// See a document or a phone in full.
        PersonReveal = "person_reveal",
        /// Take somebody into the register.
        PersonAdd = "person_add",
        /// Put a record right, say that somebody left or is back, read the history of a record.
        PersonKeep = "person_keep",
        /// Look for two records of one person, merge them, say that they are two people, undo it.
        PersonMerge = "person_merge",
        /// See who looked at a record, by its id: the auditor is told of readings alone.
        LookSee = "look_see",
        /// Print who looked at a record for its person, whose name is on the sheet.
        LookPrint = "look_print",
        /// Take a sheet of people into the register, and take that back.
        RosterImport = "roster_import",
        /// See which lists somebody wants to take out, and how far that is.
        ExportSee = "export_see",
        /// Ask to take a list out, and fetch it once it is approved.
        ExportAsk = "export_ask",
        /// Approve or decline, as the second person, that a list is taken out.
        ExportApprove = "export_approve",
        /// Find out whose copy a list is that turned up somewhere.
        ExportTrace = "export_trace",
        /// See rounds and how far they are.
        RoundSee = "round_see",
        /// Open a round and close it.
        RoundKeep = "round_keep",
        /// See the list of a round, with names and doors.
        RoundListSee = "round_list_see",
        /// Tick somebody off.
        RoundTick = "round_tick",
        /// See who is on a ledger, what for, and what is due.
        LedgerSee = "ledger_see",
        /// Put somebody on a ledger.
        LedgerEnter = "ledger_enter",
        /// Note that somebody on a ledger was visited, or looked at again.
        LedgerVisit = "ledger_visit",
        /// Put an entry right and end it, see and pass over whom the rules offer, keep the
        /// community's own ledgers.
        LedgerKeep = "ledger_keep",
        /// See grids and how a community could be divided.
        GridSee = "grid_see",
        /// Draw the grids of a community anew.
        GridDraw = "grid_draw",
        /// See who is in charge of which place and door, on any day.
        ChargeSee = "charge_see",
        /// See the whole phone of somebody who is in charge, to call it.
        ChargeCall = "charge_call",
        /// Put somebody in charge, end it, hand it over, take that back, read why.
        ChargeKeep = "charge_keep",
        /// See the forms that superiors ask for, and what was made of them.
        ReportSee = "report_see",
        /// Put a form in and say what its columns are drawn from.
        ReportTemplateKeep = "report_template_keep",
        /// Fill a form, take it out, note that it was sent.
        ReportFill = "report_fill",
        /// Turn the drill clock.
        DrillTurn = "drill_turn",
        /// See the plan of a round of sampling, its tubes and how far it is.
        SamplingSee = "sampling_see",
        /// Plan a round of sampling, give out codes of tubes, find out who a stranger is.
        SamplingKeep = "sampling_keep",
        /// Enroll one's own phone, take lists along, send what the table took down.
        SamplingTake = "sampling_take",
        /// See phones and revoke one that is lost.
        DeviceKeep = "device_keep",
        /// Enroll gates of places, and end those that are lost.
        GateKeep = "gate_keep",
        /// See places that have a code, how full they are, and trades that are closed.
        VenueSee = "venue_see",
        /// Apply for the code of a place, check what a place sent in, print posters, end one, enter
        /// what was written down by hand.
        VenueKeep = "venue_keep",
        /// Approve a place that another vouches for, or not.
        VenueApprove = "venue_approve",
        /// Write down what a patrol found at a place.
        VenueInspect = "venue_inspect",
        /// Propose that trades are closed by notice.
        VenueClose = "venue_close",
        /// Sign it as the second person, and end it early.
        VenueCloseSign = "venue_close_sign",
        /// Take in lists that ask about people, answer their senders, send ours.
        VerificationKeep = "verification_keep",
        /// Call the people of a community who are asked about, and answer.
        VerificationWork = "verification_work",
        /// Open one of them, and say what was found: a community of its own, a desk of those it has.
        VerificationSee = "verification_see",
        /// See how many are asked about and answered.
        VerificationCount = "verification_count",
        /// See which gatherings were filed, and what the rules say of them.
        GatheringSee = "gathering_see",
        /// File a gathering for somebody, change and answer it, see the phone of who answers for it.
        GatheringKeep = "gathering_keep",
        /// See who filed that he leaves the city, file it for somebody, say that he is back.
        LeavingKeep = "leaving_keep",
        /// Report that somebody comes, for him: at the counter, by phone, at the station.
        ArrivalReport = "arrival_report",
        /// See one arrival and the phone of whoever comes.
        ArrivalSee = "arrival_see",
        /// See who comes to a community, put it right, say that he was received or is not there.
        ArrivalKeep = "arrival_keep",
        /// See who comes to a station, check, sample and hand over.
        ArrivalStation = "arrival_station",
        /// See who has no place or was not received in time, and send him to a community.
        ArrivalDirect = "arrival_direct",
        /// See the arrivals of a day in numbers.
        ArrivalCount = "arrival_count",
        /// See the houses that lodge people: whether they said who came, whether they disinfected; no guest.
        LodgingSee = "lodging_see",
        /// Give a house the address of its page, or another.
        LodgingKeep = "lodging_keep",
        /// See who is in a tube.
        TubePeopleSee = "tube_people_see",
        /// See the chain of a positive tube and everybody in it.
        ChainSee = "chain_see",
        /// See sites, their hours and their queues.
        SiteSee = "site_see",
        /// Choose, build, open, move and close sites.
        SiteKeep = "site_keep",
        /// Say how long the queue of a site is.
        SiteQueue = "site_queue",
        /// Give tubes from one hand to the next, and see what one carries.
        TubeCarry = "tube_carry",
        /// See where tubes are and which are missing.
        TubeTrack = "tube_track",
        /// See laboratories, plates and results by tube.
        LabSee = "lab_see",
        /// Keep laboratories and who works there.
        LabKeep = "lab_keep",
        /// Take tubes in, fill plates, enter results.
        LabReport = "lab_report",
        /// Sign what another entered.
        LabSign = "lab_sign",
        /// Print the card that somebody shows at the table, and tell a result at the counter.
        ResultTell = "result_tell",
        /// See how often people are to be tested, by whose words, and how many stand how.
        FrequencySee = "frequency_see",
        /// Make a decision on how often people are tested.
        FrequencyDecide = "frequency_decide",
        /// Sign it as the second person, and end it.
        FrequencySign = "frequency_sign",
        /// See who is due for a test and who is late, and say that he was told.
        FrequencyListSee = "frequency_list_see",
        /// Say who works in a key trade and who need not be tested for a while.
        FrequencyKeep = "frequency_keep",
        /// See what was reported of antigen tests, names masked, and where each positive one stands.
        AntigenSee = "antigen_see",
        /// Write down an antigen test of somebody who has no phone.
        AntigenReport = "antigen_report",
        /// See the photo of an antigen test.
        AntigenPhotoSee = "antigen_photo_see",
        /// Say that a photo cannot be read; ask that a report be withdrawn, agree to it as another.
        AntigenKeep = "antigen_keep",
        /// See the reasons of codes that people entered, with whom they are of.
        CodeReasonSee = "code_reason_see",
        /// Propose a reason.
        CodeReasonPropose = "code_reason_propose",
        /// Approve a reason as another office, decline it, end it.
        CodeReasonApprove = "code_reason_approve",
        /// Tell somebody who is verified of his code, and write his appeal down.
        CodeTell = "code_tell",
        /// See appeals and their clocks.
        CodeAppealSee = "code_appeal_see",
        /// Decide an appeal.
        CodeAppealDecide = "code_appeal_decide",
        /// See whose codes of a community are not green, look into them, answer, ask to clear.
        CodeWork = "code_work",
        /// Print the code of somebody without a phone, or of his household.
        PaperCodePrint = "paper_code_print",
        /// Say that somebody must be let pass at once, whatever his code says.
        CareGive = "care_give",
        /// Refuse, and note, that somebody from outside asked for scans, codes or results.
        OutsideRefuse = "outside_refuse",
        /// See whether codes are down, who said so, and until when.
        CodeOutageSee = "code_outage_see",
        /// Say that codes are down and it is gone by document and paper list, and end it.
        CodeOutageKeep = "code_outage_keep",
        /// Choose places of whose scans nobody has a reason to ask.
        CanarySet = "canary_set",
        /// See what other counties reported, and answer what a journey takes.
        ElsewhereSee = "elsewhere_see",
        /// Enter the last case of a county elsewhere, and withdraw it.
        ElsewhereKeep = "elsewhere_keep",
        /// See open cases, where they were and whom they met.
        CaseSee = "case_see",
        /// Open a case upon a report, put it right, say where he was, close it.
        CaseKeep = "case_keep",
        /// Decide of somebody who was listed whether he is a contact.
        CaseDecide = "case_decide",
        /// See what stays of cases that were destroyed: numbers, and that they went.
        CaseCountSee = "case_count_see",
        /// See what a signed positive set going, and how far that is; no case and no contact.
        OperationSee = "operation_see",
        /// Sign the zone that an operation proposes, or decline it.
        OperationZoneSign = "operation_zone_sign",
        /// Who infected whom: the chains of the cases within reach, and what they are taken out as.
        TransmissionSee = "transmission_see",
        /// Choose who infected a case, with the reason.
        TransmissionChoose = "transmission_choose",
        /// See the lists of places that everybody is, or shall be, told of. There is no case in them.
        RiskListSee = "risk_list_see",
        /// See what could be told of the open cases, and propose a list.
        RiskListPropose = "risk_list_propose",
        /// Sign such a list as the second person, decline it, withdraw it.
        RiskListSign = "risk_list_sign",
        /// See where what a case said and what was seen do not go together.
        ContradictionSee = "contradiction_see",
        /// Record that, and what was said of it since.
        ContradictionKeep = "contradiction_keep",
        /// See sites of isolation, how full they are, vehicles and runs; nobody who is there.
        IsolationSee = "isolation_see",
        /// Open sites, say which rooms they have and who works there, enter vehicles and points of the map.
        IsolationKeep = "isolation_keep",
        /// See who waits for a bed or a vehicle, give beds, plan runs, call both off.
        IsolationAssign = "isolation_assign",
        /// Hand people over at their door, and say whether a home is fit for isolation.
        IsolationDoor = "isolation_door",
        /// See one's own runs, take people at their doors and hand them to the site.
        IsolationDrive = "isolation_drive",
        /// Receive people at one's own site, keep what they need, check the site, release them.
        IsolationHouse = "isolation_house",
        /// See who is kept, and how his days stand; print his letter.
        FollowSee = "follow_see",
        /// Take down temperature, symptoms and the test of a day.
        FollowKeep = "follow_keep",
        /// Say whom of a community to call, as it stands on letters.
        FollowPhone = "follow_phone",
        /// Sign a day as the doctor.
        FollowDoctor = "follow_doctor",
        /// Sign a day for the community.
        FollowCommunity = "follow_community",
        /// See one's own account, change one's own password, sign out.
        OwnKeep = "own_keep",
    }
}
