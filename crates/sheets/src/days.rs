//! Serial numbers of spreadsheets as days.

use jiff::civil::Date;

/// Which day a serial number counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Epoch {
    /// 1 is 1900-01-01, and 60 is a 29 February that never was (kept from Lotus 1-2-3).
    From1900,
    /// 0 is 1904-01-01, as old Macs count.
    From1904,
}

/// The day of a serial number; `None` where it is before the first day, after 9999-12-31, or the
/// day that never was. A time of day is left out.
pub(crate) fn day_of_serial(serial: f64, epoch: Epoch) -> Option<Date> {
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let whole = serial.floor() as i32;
    let (first, days) = match epoch {
        Epoch::From1904 => (Date::constant(1904, 1, 1), whole),
        Epoch::From1900 if whole == 60 || whole == 0 => return None,
        Epoch::From1900 if whole < 60 => (Date::constant(1899, 12, 31), whole),
        Epoch::From1900 => (Date::constant(1899, 12, 30), whole),
    };
    first.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// The serial number of a day in the system from 1900; `None` before 1900.
pub(crate) fn serial_of_day(day: Date) -> Option<f64> {
    let from = Date::constant(1899, 12, 30);
    let days = from.until(day).ok()?.get_days();
    match days {
        61.. => Some(f64::from(days)),
        2..=60 => Some(f64::from(days - 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_number_is_the_day_that_excel_shows() {
        let check = |serial: f64, day: &str| {
            let day: Date = day.parse().unwrap();
            assert_eq!(day_of_serial(serial, Epoch::From1900), Some(day), "{serial}");
            assert_eq!(serial_of_day(day), Some(serial.floor()), "{serial}");
        };
        check(1.0, "1900-01-01");
        check(59.0, "1900-02-28");
        check(61.0, "1900-03-01");
        check(44_803.0, "2022-08-30");
        check(44_803.99, "2022-08-30");
        check(2_958_465.0, "9999-12-31");
        for none in [0.5, 60.0, -1.0, 2_958_466.0, f64::NAN, f64::INFINITY] {
            assert_eq!(day_of_serial(none, Epoch::From1900), None, "{none}");
        }
        let day = day_of_serial(43_341.0, Epoch::From1904);
        assert_eq!(day, Some(Date::constant(2022, 8, 30)));
        assert_eq!(serial_of_day(Date::constant(1899, 12, 31)), None);
    }
}
