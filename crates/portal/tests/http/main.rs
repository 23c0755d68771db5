//! The portal through its own door: a real fund in a temporary folder, a real socket, requests as strangers send them.

mod account;
mod authorisation;
mod certificates;
mod limits;
mod openapi;
mod pages;
mod served;
mod stop;
