//! Random numbers that can be had again.

/// xorshift64*: enough for cutting bodies into chunks.
pub(crate) struct Random(u64);

impl Random {
    /// From `MJPEG_SEED` if it is set, else a fixed seed. A failing test names the seed it ran with.
    pub(crate) fn seed() -> u64 {
        option_env!("MJPEG_SEED").and_then(|seed| seed.parse().ok()).unwrap_or(0x4d75_6c6c_696f_6e21)
    }

    pub(crate) fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % bound.max(1)
    }

    /// Cuts `body` into chunks of 1 to `longest` bytes, short ones as often as long ones.
    pub(crate) fn cut<'a>(&mut self, mut body: &'a [u8], longest: usize) -> Vec<&'a [u8]> {
        let mut chunks = Vec::new();
        while !body.is_empty() {
            let bound = 1 << self.below(longest.ilog2() as usize + 1);
            let (chunk, rest) = body.split_at((1 + self.below(bound)).min(body.len()));
            chunks.push(chunk);
            body = rest;
        }
        chunks
    }
}
