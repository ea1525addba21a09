//! PURE: manifests, policy, time → which backup stays, and why.
