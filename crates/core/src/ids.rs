//! One id type per kind of record. Core never makes an id: random is IO, so ids are minted at
//! the edge and come in as arguments.

/// Declares id types over UUIDv7. The doc line of each says what the record is, and is not.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident,)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(uuid::Uuid);

        impl $name {
            /// Wraps an id that was minted elsewhere.
            pub fn from_uuid(uuid: uuid::Uuid) -> $name {
                $name(uuid)
            }

            /// The bare id, for a wire type or a column.
            pub fn uuid(self) -> uuid::Uuid {
                self.0
            }

            /// Reads the usual hyphenated form.
            pub fn parse(text: &str) -> Option<$name> {
                uuid::Uuid::try_parse(text).ok().map($name)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}", self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
    )+};
}

ids! {
    /// An area under a risk level: not the place itself, which may come under a level again.
    ZoneId,
    /// Something seen or decided about a zone. Never changed; withdrawn by another fact.
    ZoneFactId,
    /// An official notice as it was put in, not the changes that it makes.
    NoticeId,
    /// A signed change that the next notice must publish.
    DraftId,
    /// A gate that reads codes: the phone or the reader, not the place.
    GateId,
    /// A place that has a code, or asks for one: not its number, which it gets when it is approved.
    VenueId,
    /// Something said of a place.
    VenueFactId,
    /// A trade that is closed by notice.
    ClosingId,
    /// A piece of work for a grid or a team, not the fact that closes it.
    OrderId,
    /// What somebody did to an order.
    OrderFactId,
    /// A person who signs in, not a resident.
    AccountId,
    /// A snapshot of the national risk list.
    SnapshotId,
    /// A person of the register, not an account.
    PersonId,
    /// What was done to the record of a person.
    PersonFactId,
    /// What was said of two records of the register: that they are one person, or two.
    PairFactId,
    /// A sheet that somebody sent in to be taken into the register.
    ImportId,
    /// A list that somebody wants to take out, not the file.
    ExportId,
    /// Something that everybody of an area is to be reached for.
    RoundId,
    /// What somebody ticked in a round.
    RoundFactId,
    /// A ledger that a community keeps under a name of its own.
    OwnLedgerId,
    /// Somebody on a ledger for one matter: not the person.
    LedgerEntryId,
    /// What was done to an entry of a ledger, or that a candidate was passed over.
    LedgerFactId,
    /// A form that a superior asks for, with its columns mapped; not what is made of it.
    TemplateId,
    /// A form that was filled and kept.
    ReportId,
    /// That a report was sent to somebody.
    SentId,
    /// One person's charge of a place or of some doors: not the person.
    ChargeId,
    /// What was done to a charge: begun, ended, taken back.
    ChargeFactId,
    /// A phone that takes samples down.
    DeviceId,
    /// Codes of tubes that were given out together.
    RollId,
    /// One use of a tube, not its code: a code should be used once.
    TubeUseId,
    /// What a table took down for a tube, as it was sent once.
    TubePartId,
    /// A signed result of a tube.
    TubeResultId,
    /// A place where samples are taken, not the table in it.
    SiteId,
    /// What was decided of a site.
    SiteFactId,
    /// A laboratory.
    LaboratoryId,
    /// A plate of a laboratory: which tube is in which well.
    PlateId,
    /// Tubes that were given from one hand to the next.
    HandoverId,
    /// Results that a laboratory entered together, signed or not: not one of them.
    ResultSheetId,
    /// That somebody may look at another's results: not what was done to it.
    BindingId,
    /// What was done to such a binding: begun, ended.
    BindingFactId,
    /// That people are to be tested every so many days: not what was said of it.
    TestRequirementId,
    /// That somebody works in a key trade, or need not be tested for a while: not the person.
    TestEntryId,
    /// What was said of one of these: made, signed, begun, ended.
    FrequencyFactId,
    /// An antigen test that was reported of somebody.
    AntigenReportId,
    /// What staff said of such a report.
    AntigenMarkId,
    /// Why somebody's code is not green, as two people entered it: not what was said of it.
    CodeReasonId,
    /// What was said of such a reason: approved, declined, ended.
    CodeFactId,
    /// That somebody says that a reason is wrong.
    CodeAppealId,
    /// That somebody must be let pass at once: not his code.
    CarePassageId,
    /// That somebody from outside asked for what is not for him.
    OutsideRequestId,
    /// That the city command said that codes are down.
    CodeOutageId,
    /// That somebody is to arrive, or did.
    ArrivalReportId,
    /// What was said of such a report.
    ArrivalFactId,
    /// The last case that a county elsewhere reported, as it was entered.
    ElsewhereCaseId,
    /// That such an entry was withdrawn.
    ElsewhereFactId,
    /// Something that was filed with a community: a gathering, or that somebody leaves the city.
    FilingId,
    /// What was said of such a filing.
    FilingFactId,
    /// Something said of a house that lodges people: not of a guest.
    HouseFactId,
    /// That somebody stays at a house: not the person, who may come again.
    StayId,
    /// What was said of such a stay.
    StayFactId,
    /// That somebody was found infected: not the person, not the case of a zone.
    CaseId,
    /// What was said of a case.
    CaseFactId,
    /// That a case was somewhere, as it was entered.
    EpisodeId,
    /// Where a case or a contact of his sat, as it was entered.
    CaseSeatId,
    /// What a signed positive set going at a unit: not one of its orders.
    OperationId,
    /// What a person decided of it.
    OperationFactId,
    /// A report of an investigation, as it was pasted: not what was read of it.
    CaseReportId,
    /// What was taken down of somebody who is kept, on one day.
    FollowFactId,
    /// What a person chose of who infected a case.
    ChainChoiceId,
    /// Places and times that everybody is told of together: not what was said of them.
    RiskListId,
    /// What was said of such a list.
    RiskListFactId,
    /// Where what was said and what was seen do not go together.
    ContradictionId,
    /// Whoever sends lists to be verified, or is sent ours.
    VerificationSenderId,
    /// A list that asks about people: one that came, or one of ours that goes elsewhere.
    VerificationListId,
    /// One person who is asked about, by however many lists.
    VerificationCaseId,
    /// What was said of such a case, of a sender, or of a list.
    VerificationFactId,
    /// Where people are isolated: not where samples are taken.
    IsolationSiteId,
    /// That somebody is isolated at a site, from the bed that he gets to his release: not the person.
    IsolationStayId,
    /// One drive of one vehicle with people who are isolated: not the vehicle.
    TransferRunId,
    /// What was said of sites, vehicles, homes, stays and runs of isolation.
    IsolationFactId,
}
