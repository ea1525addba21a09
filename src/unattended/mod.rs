//! What runs without anyone.
