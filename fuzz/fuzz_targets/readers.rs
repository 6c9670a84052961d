//! Fuzzes `chancery_fuzz::readers`.
#![cfg_attr(fuzzing, no_main)]

chancery_fuzz::target!(readers);
