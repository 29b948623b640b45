//! Zones: areas under a level, their clocks, and what is proposed for them.
