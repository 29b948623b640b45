//! A visit, and what counts as being together.

/// Seconds of the city's own clock since it showed 1970-01-01 00:00. China keeps one time zone and no
/// summer time, so that 86,400 of them are a day.
pub type CitySecond = u32;

/// The seconds of a day.
pub const DAY_S: u32 = 86_400;

/// A window may reach so far before and after a visit: half a day. What lies further apart is another
/// question than who was together.
pub const WINDOW_S_MAX: u32 = DAY_S / 2;

/// How a visit is known, the weakest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Strength {
    /// 静态场所码: a printed code was scanned. A picture of it does as well from anywhere.
    StaticCode,
    /// 轮换场所码 or a gate that read the person's own pass.
    RotatingCode,
    /// 自述: somebody told it.
    Told,
    /// 所见: seen by a camera, by staff, or in a record of the place.
    Seen,
}

impl Strength {
    /// Every one, the weakest first.
    pub const ALL: [Strength; 4] =
        [Strength::StaticCode, Strength::RotatingCode, Strength::Told, Strength::Seen];
}

/// Somebody was somewhere.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Visit {
    /// The number of the person.
    pub person: u32,
    /// The number of the place.
    pub place: u32,
    /// Since when.
    pub from: CitySecond,
    /// Until when; never before `from`.
    pub to: CitySecond,
    /// How it is known.
    pub strength: Strength,
    /// Whether nobody checked out, so that `to` is what the kind of place lets assume.
    pub is_assumed: bool,
}

/// The last day that has all of its seconds, in 2106.
pub(crate) const DAY_MAX: u32 = CitySecond::MAX / DAY_S - 1;

/// A visit that cannot be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadVisit {
    /// It ends before it begins.
    #[error("a visit ends before it begins")]
    Backwards,
    /// The index takes no number of a person beyond [`crate::PERSON_MAX`].
    #[error("the number of a person is beyond what the index takes: {0}")]
    PersonTooLarge(u32),
    /// It lasts longer than any one stay does.
    #[error("a visit lasts {0} days, and none may be longer than {max}", max = Visit::DAYS_MAX)]
    TooLong(u32),
    /// It lies beyond the last day that can be told.
    #[error("a visit lies beyond the year 2105")]
    TooLate,
}

impl Visit {
    /// A visit of more days is refused: somebody forgot to check out.
    pub const DAYS_MAX: u32 = 31;

    /// A visit whose end is known.
    pub fn until(
        person: u32,
        place: u32,
        from: CitySecond,
        to: CitySecond,
        how: Strength,
    ) -> Visit {
        Visit { person, place, from, to, strength: how, is_assumed: false }
    }

    /// A visit of which only the beginning is known: it is taken to last `dwell_s` seconds, which is
    /// what is stated for the kind of the place, and is marked.
    pub fn scanned(person: u32, place: u32, at: CitySecond, dwell_s: u32, how: Strength) -> Visit {
        let to = at.saturating_add(dwell_s);
        Visit { person, place, from: at, to, strength: how, is_assumed: true }
    }

    /// Refuses a visit that cannot be.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn checked(self) -> Result<Visit, BadVisit> {
        let Some(stay_s) = self.to.checked_sub(self.from) else {
            return Err(BadVisit::Backwards);
        };
        if self.to / DAY_S > DAY_MAX {
            return Err(BadVisit::TooLate);
        }
        match stay_s.div_ceil(DAY_S) {
            days if days > Visit::DAYS_MAX => Err(BadVisit::TooLong(days)),
            _ => Ok(self),
        }
    }

    /// The part of it that lies in a span of time; none where none does.
    #[must_use]
    pub fn within(self, span: Span) -> Option<Visit> {
        let (from, to) = (self.from.max(span.since), self.to.min(span.until));
        (from <= to).then_some(Visit { from, to, ..self })
    }
}

/// From when to when is asked, both included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// The beginning: where the rule's look-back starts.
    pub since: CitySecond,
    /// The end: when the person was isolated, or now.
    pub until: CitySecond,
}

/// How far apart two visits to one place may lie to count.
///
/// Whoever left before the other came has met him only as far as the times are not sure; whoever came
/// after he left has breathed his air and touched what he touched. So there are two bounds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Window {
    before_s: u32,
    after_s: u32,
}

impl Window {
    /// Both must have been there at one moment.
    pub const TOGETHER: Window = Window { before_s: 0, after_s: 0 };

    /// The other may have left so many seconds before, or come so many after. More than
    /// [`WINDOW_S_MAX`] is taken as that.
    pub fn new(before_s: u32, after_s: u32) -> Window {
        Window { before_s: before_s.min(WINDOW_S_MAX), after_s: after_s.min(WINDOW_S_MAX) }
    }

    /// The other may have left, or come, so many minutes before or after.
    pub fn minutes_around(minutes: u32) -> Window {
        Window::new(minutes.saturating_mul(60), minutes.saturating_mul(60))
    }

    /// Seconds by which the other may have left before.
    pub fn before_s(self) -> u32 {
        self.before_s
    }

    /// Seconds by which the other may have come after.
    pub fn after_s(self) -> u32 {
        self.after_s
    }

    /// Whether a visit of somebody else, to the same place, counts beside one of the case.
    pub fn joins(self, case: &Visit, other: &Visit) -> bool {
        other.to.saturating_add(self.before_s) >= case.from
            && other.from <= case.to.saturating_add(self.after_s)
    }
}
