//! Fuzzes `chancery_fuzz::pack`.
#![cfg_attr(fuzzing, no_main)]

chancery_fuzz::target!(pack);
