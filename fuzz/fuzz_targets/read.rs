//! Fuzzes `chancery_fuzz::read`.
#![cfg_attr(fuzzing, no_main)]

chancery_fuzz::target!(read);
