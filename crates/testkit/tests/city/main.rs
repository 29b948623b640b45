//! Whole-city tests: the real router on a real database, with a clock that the test turns.

mod faults;
mod openapi;
mod the_loop;
mod zones;
