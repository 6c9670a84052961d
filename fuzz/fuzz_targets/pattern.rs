//! Fuzzes `chancery_fuzz::pattern`.
#![cfg_attr(fuzzing, no_main)]

chancery_fuzz::target!(pattern);
