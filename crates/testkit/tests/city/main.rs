//! Whole-city tests: the real router on a real database, with a clock that the test turns.

mod attacks;
mod attempt;
mod bad_input;
mod faults;
mod openapi;
mod policy;
mod the_loop;
mod zones;
