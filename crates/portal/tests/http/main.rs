//! The portal through its own door: a real fund in a temporary folder, a real socket, requests as strangers send them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod account;
mod authorisation;
mod certificates;
mod devices;
mod job_loss;
mod keys;
mod limits;
mod office;
mod openapi;
mod pages;
mod pension;
mod pki;
mod protection;
mod references;
mod served;
mod stop;
