//! Days counted from 1970-01-01, both ways. Millions of birthdays are made with it.

use jiff::civil::Date;

/// A day as a count of days since 1970-01-01.
pub(crate) fn day_number(year: i32, month: i32, day: i32) -> i32 {
    // Years begin in March here, so that the leap day is the last of its year.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The day number of a date.
pub(crate) fn number_of(date: Date) -> i32 {
    day_number(date.year().into(), date.month().into(), date.day().into())
}

/// The date with this day number; the first day of 1970 where no calendar reaches.
pub(crate) fn date_of(number: i32) -> Date {
    let shifted = number + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = year_of_era + era * 400 + i32::from(month <= 2);
    Date::new(year as i16, month as i8, day as i8).unwrap_or(Date::constant(1970, 1, 1))
}

/// The number of the day on which those who turn `age` on about the reference day were born.
pub(crate) fn birthday_before(reference: Date, age: i32) -> i32 {
    let day = i32::from(reference.day()).min(28);
    day_number(i32::from(reference.year()) - age, reference.month().into(), day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_three_centuries_goes_there_and_back() {
        assert_eq!(day_number(1970, 1, 1), 0);
        let mut date = Date::constant(1890, 1, 1);
        let mut number = number_of(date);
        while date.year() < 2200 {
            assert_eq!((number_of(date), date_of(number)), (number, date));
            date = date.tomorrow().unwrap();
            number += 1;
        }
    }
}
