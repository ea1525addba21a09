//! Tells somebody elsewhere how a run went.
