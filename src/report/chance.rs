//! How property tests come by their chance: as the tests of `tests/integration/random.rs` do.

use proptest::test_runner::{Config, RngSeed};

const SEED: u64 = 1_286_990_112;

/// The same at every run, but for `SAUVEGARDE_TEST_SEED` and `SAUVEGARDE_TEST_TIMES`.
pub(crate) fn cases(cases: u32) -> Config {
    let seed = number("SAUVEGARDE_TEST_SEED").unwrap_or(SEED);
    let times = number("SAUVEGARDE_TEST_TIMES").unwrap_or(1);
    println!("SAUVEGARDE_TEST_SEED={seed}");
    Config {
        cases: cases.saturating_mul(u32::try_from(times).unwrap()),
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..Config::default()
    }
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is no number: {text}")))
}
