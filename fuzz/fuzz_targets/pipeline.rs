//! Fuzzes `chancery_fuzz::pipeline`.
#![cfg_attr(fuzzing, no_main)]

chancery_fuzz::target!(pipeline);
