//! All that is tried of the rules from outside, in one binary: twenty would each be linked alone.

#![allow(missing_docs, reason = "the names of the tests say what they try")]

mod antigen;
mod arrivals;
mod charges;
mod codes;
mod frequency;
mod grids;
mod grids_bench;
mod journeys;
mod ledgers;
mod national_replay;
mod notices_all;
mod orders;
mod report_text;
mod rounds;
mod rules;
mod sampling;
mod sampling_plan;
mod sites;
mod siting;
mod transmission;
mod zone_clock;
