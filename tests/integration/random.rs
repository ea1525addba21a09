//! Chance that can be repeated.
//!
//! Invariant: without a variable that says otherwise, a test meets the same chance at every run:
//! who has broken nothing sees nothing fail. `tests/wide-search.sh` looks further.

pub struct Random(u64);

/// As good as any. Once it found that psql passes over the data of a COPY that no server takes.
const SEED: u64 = 1_286_990_112;

impl Random {
    /// Always the same, but for `SAUVEGARDE_TEST_SEED`.
    pub fn new() -> Self {
        let seed = number("SAUVEGARDE_TEST_SEED").unwrap_or(SEED);
        println!("SAUVEGARDE_TEST_SEED={seed}");
        Self(seed)
    }

    /// Another one, for a thread of its own.
    #[cfg(target_os = "linux")]
    pub fn another(&mut self) -> Self {
        Self(u64::from(self.number()))
    }

    /// Uniform in 0 to 1.
    pub fn next(&mut self) -> f64 {
        f64::from(self.number()) / f64::from(u32::MAX)
    }

    /// Uniform in 0 to `limit`, which it never is.
    pub fn below(&mut self, limit: usize) -> usize {
        self.number() as usize % limit
    }

    fn number(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        u32::try_from(self.0 >> 32).unwrap()
    }
}

/// How many times as much chance as usual is asked for: `SAUVEGARDE_TEST_TIMES`, else 1.
pub fn times() -> usize {
    number("SAUVEGARDE_TEST_TIMES").map_or(1, |times| usize::try_from(times).unwrap())
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is no number: {text}")))
}
