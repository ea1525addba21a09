//! Chance that can be repeated.

use std::time::SystemTime;

pub struct Random(u64);

impl Random {
    /// From the clock, or from `SAUVEGARDE_TEST_SEED` to repeat a run.
    pub fn new() -> Self {
        let given = std::env::var("SAUVEGARDE_TEST_SEED").ok().and_then(|text| text.parse().ok());
        let clock = || {
            let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
            now.as_secs() ^ u64::from(now.subsec_nanos())
        };
        let seed = given.unwrap_or_else(clock);
        println!("SAUVEGARDE_TEST_SEED={seed}");
        Self(seed)
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
