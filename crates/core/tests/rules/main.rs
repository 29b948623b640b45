//! The shipped rules, checked in their own words, and what a rule file may not say.

#[cfg(test)]
mod editions;
#[cfg(test)]
mod overlay;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod words;
