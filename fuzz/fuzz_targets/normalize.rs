//! Fuzzes `chancery_fuzz::normalize`.
#![cfg_attr(fuzzing, no_main)]

chancery_fuzz::target!(normalize);
