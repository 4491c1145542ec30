//! The quality a picture was encoded with, estimated from its quantisation tables.

/// Luminance table of ITU-T T.81 annex K.1, in zigzag order as DQT has it.
const LUMINANCE: [u8; 64] = [
    16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40,
    58, 51, 61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103,
    104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
];

/// Collects the tables of a picture.
#[derive(Debug, Default)]
pub(super) struct Quality {
    luminance: Option<[u16; 64]>,
}

impl Quality {
    /// Reads the content of a DQT segment (ITU-T T.81 section B.2.4.1). Only table 0, the
    /// luminance's, counts: cameras scale the other their own way.
    pub(super) fn add_tables(&mut self, mut content: &[u8]) {
        while let Some((&head, rest)) = content.split_first() {
            let wide = head >> 4 != 0;
            let length = if wide { 128 } else { 64 };
            let Some((entries, rest)) = rest.split_at_checked(length) else { return };
            if head & 15 == 0 {
                let mut table = [0; 64];
                for (at, entry) in table.iter_mut().enumerate() {
                    *entry = if wide {
                        u16::from_be_bytes([entries[2 * at], entries[2 * at + 1]])
                    } else {
                        u16::from(entries[at])
                    };
                }
                self.luminance = Some(table);
            }
            content = rest;
        }
    }

    /// The quality whose scaled standard table is nearest, 1 to 100.
    pub(super) fn estimate(&self) -> Option<u8> {
        let table = self.luminance.as_ref()?;
        let distance = |quality: u8| -> u32 {
            let pairs = LUMINANCE.iter().zip(table);
            pairs.map(|(&standard, &entry)| u32::from(scaled(standard, quality).abs_diff(entry))).sum()
        };
        (1..=100).min_by_key(|&quality| distance(quality))
    }
}

/// An entry of the standard table at `quality`, as libjpeg scales it (`jpeg_quality_scaling`).
fn scaled(standard: u8, quality: u8) -> u16 {
    let quality = u32::from(quality);
    let percent = if quality < 50 { 5000 / quality } else { 200 - 2 * quality };
    u16::try_from(((u32::from(standard) * percent + 50) / 100).clamp(1, 255)).unwrap_or(255)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standard_table_gives_back_its_quality() {
        // At 1 to 6 nearly every entry is clipped to 255, and the tables differ too little.
        for quality in 7..=100 {
            let mut content = vec![0_u8];
            content.extend(LUMINANCE.iter().map(|&entry| u8::try_from(scaled(entry, quality)).unwrap()));
            let mut estimate = Quality::default();
            estimate.add_tables(&content);
            assert_eq!(estimate.estimate(), Some(quality));
        }
    }

    #[test]
    fn wide_tables_are_read_and_short_ones_left_alone() {
        let mut content = vec![0x10_u8];
        content.extend(LUMINANCE.iter().flat_map(|&entry| [0, entry]));
        let mut estimate = Quality::default();
        estimate.add_tables(&content[..100]);
        assert_eq!(estimate.estimate(), None);
        estimate.add_tables(&content);
        assert_eq!(estimate.estimate(), Some(50));
    }
}
