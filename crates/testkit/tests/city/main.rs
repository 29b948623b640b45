//! Whole-city tests: the real router on a real database, with a clock that the test turns.

mod attempt;
mod openapi;
mod policy;
mod the_loop;
mod zones;
