//! Fuzzes `chancery_fuzz::fixture`.
#![cfg_attr(fuzzing, no_main)]

chancery_fuzz::target!(fixture);
