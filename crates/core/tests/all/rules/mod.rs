//! The shipped rules, checked in their own words, and what a rule file may not say.

mod editions;
mod overlay;
mod reading;
mod refusals;
mod words;
