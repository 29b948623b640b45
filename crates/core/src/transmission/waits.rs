//! How many days lie between the onsets of infector and infected: a gamma distribution, by whole days.

/// The share of each number of days, from 0 on.
#[derive(Clone, Debug, PartialEq)]
pub struct Waits {
    shares: Vec<f64>,
}

/// No interval of these diseases is longer, in days.
const DAYS_MAX: usize = 60;

impl Waits {
    /// A gamma distribution with this mean and standard deviation, in days, cut into whole days: a day
    /// holds what lies within half a day of it. None unless both are positive numbers and the mean is at
    /// most 30.
    pub fn gamma(mean_days: f64, sd_days: f64) -> Option<Waits> {
        let is_number = mean_days.is_finite() && sd_days.is_finite();
        if !is_number || !(0.1..=30.0).contains(&mean_days) || !(0.1..=30.0).contains(&sd_days) {
            return None;
        }
        let shape = (mean_days / sd_days).powi(2);
        let scale = sd_days * sd_days / mean_days;
        let until = |days: f64| gamma_share(shape, days / scale);
        let mut below = 0.0;
        let mut days = 0.5_f64;
        let mut shares = Vec::with_capacity(DAYS_MAX + 1);
        while shares.len() <= DAYS_MAX {
            let upto = until(days);
            shares.push((upto - below).max(0.0));
            below = upto;
            days += 1.0;
        }
        Waits::given(&shares)
    }

    /// Shares as they are given, from day 0 on; put to a sum of one. None where one is negative or all are 0.
    pub fn given(shares: &[f64]) -> Option<Waits> {
        let sum: f64 = shares.iter().sum();
        let is_share = |share: &f64| share.is_finite() && *share >= 0.0;
        if shares.len() > DAYS_MAX + 1 || !shares.iter().all(is_share) || sum <= 0.0 {
            return None;
        }
        Some(Waits { shares: shares.iter().map(|share| share / sum).collect() })
    }

    /// The share of so many days; 0 of a negative number.
    pub fn share(&self, days: i64) -> f64 {
        usize::try_from(days).ok().and_then(|days| self.shares.get(days)).copied().unwrap_or(0.0)
    }

    /// The share of so many days or fewer.
    pub fn share_until(&self, days: i64) -> f64 {
        let Ok(days) = usize::try_from(days) else { return 0.0 };
        self.shares.iter().take(days + 1).sum()
    }

    /// The share around so many days, two days either way: for days of samples, which come after an onset
    /// that nobody noticed.
    pub fn share_around(&self, days: i64) -> f64 {
        (-2..=2).map(|off| self.share(days + off)).sum::<f64>() / 5.0
    }
}

/// The share of a gamma distribution of scale 1 that lies below `x`: the regularized lower incomplete gamma
/// function, by its series below the mean and by its continued fraction above.
fn gamma_share(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let front = (shape * x.ln() - x - ln_gamma(shape)).exp();
    if x < shape + 1.0 {
        let (mut term, mut sum, mut at) = (1.0 / shape, 1.0 / shape, shape);
        for _ in 0..2_000 {
            at += 1.0;
            term *= x / at;
            sum += term;
            if term < sum * 1e-14 {
                break;
            }
        }
        return (front * sum).clamp(0.0, 1.0);
    }
    let tiny = 1e-300;
    let mut b = x + 1.0 - shape;
    let (mut c, mut d) = (1.0 / tiny, 1.0 / b);
    let mut h = d;
    let mut i = 0.0;
    for _ in 0..2_000 {
        i += 1.0;
        let a = -i * (i - shape);
        b += 2.0;
        d = a * d + b;
        d = 1.0 / if d.abs() < tiny { tiny } else { d };
        c = b + a / c;
        if c.abs() < tiny {
            c = tiny;
        }
        let factor = d * c;
        h *= factor;
        if (factor - 1.0).abs() < 1e-14 {
            break;
        }
    }
    (1.0 - front * h).clamp(0.0, 1.0)
}

/// The logarithm of the gamma function of a positive number, by Stirling's series from 10 on.
fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut shift) = (x, 0.0);
    while x < 10.0 {
        shift += x.ln();
        x += 1.0;
    }
    let square = x * x;
    let series =
        1.0 / (12.0 * x) - 1.0 / (360.0 * x * square) + 1.0 / (1260.0 * x * square * square);
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + series - shift
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-9, "{a} {b}");
    }

    #[test]
    fn the_gamma_function_is_that_of_the_tables() {
        near(ln_gamma(1.0), 0.0);
        near(ln_gamma(5.0), 24.0_f64.ln());
        near(ln_gamma(0.5), std::f64::consts::PI.sqrt().ln());
        // With shape 1 it is the exponential distribution, with shape 2 one minus (1+x)e^-x.
        for x in [0.1_f64, 1.0, 3.0, 12.0] {
            near(gamma_share(1.0, x), 1.0 - (-x).exp());
            near(gamma_share(2.0, x), 1.0 - (1.0 + x) * (-x).exp());
        }
    }

    #[test]
    fn the_days_have_the_mean_that_was_asked_for() {
        for (mean, sd) in [(3.5, 2.4), (5.2, 1.72), (12.6, 2.8)] {
            let waits = Waits::gamma(mean, sd).unwrap();
            let days = || (0..=60_i32).map(f64::from).zip(0..=60_i64);
            near(days().map(|(_, day)| waits.share(day)).sum(), 1.0);
            let found: f64 = days().map(|(worth, day)| worth * waits.share(day)).sum();
            assert!((found - mean).abs() < 0.06, "{mean}: {found}");
            near(waits.share_until(60), 1.0);
            near(waits.share(-1), 0.0);
        }
        assert_eq!(Waits::gamma(0.0, 1.0), None);
        assert_eq!(Waits::gamma(f64::NAN, 1.0), None);
        assert_eq!(Waits::given(&[0.0]), None);
        assert_eq!(Waits::given(&[1.0, -1.0, 3.0]), None);
    }
}
