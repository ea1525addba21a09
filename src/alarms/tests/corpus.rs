//! Faults and innocent changes.
