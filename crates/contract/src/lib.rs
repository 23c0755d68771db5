//! The words of the wire: requests, views, error codes, limits.
