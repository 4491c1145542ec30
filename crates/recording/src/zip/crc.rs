//! CRC-32 as ZIP has it (APPNOTE.TXT, 4.4.7): the polynomial of IEEE 802.3, bits reversed.
//!
//! Our own: libraries carry their tables of 16 kB, which do not compress and were a twelfth of what
//! the player's worker weighs. These are computed when they are first needed.

use std::sync::LazyLock;

/// The polynomial, its lowest power first.
const POLYNOMIAL: u32 = 0xedb8_8320;

/// Table `n` has, for each byte, what it leaves behind when `n` bytes of zero follow it.
static TABLES: LazyLock<[[u32; 256]; 8]> = LazyLock::new(tables);

/// The CRC-32 of `bytes`.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    go_on(0, bytes)
}

/// The CRC-32 of bytes whose first part has the CRC-32 `first` (0 for none), and that go on with `bytes`.
pub(crate) fn go_on(first: u32, bytes: &[u8]) -> u32 {
    let tables = &*TABLES;
    let (eights, rest) = bytes.as_chunks::<8>();
    let crc = eights.iter().fold(!first, |crc, eight| {
        let [a, b, c, d] = crc.to_le_bytes();
        let mixed =
            [eight[0] ^ a, eight[1] ^ b, eight[2] ^ c, eight[3] ^ d, eight[4], eight[5], eight[6], eight[7]];
        mixed.iter().zip(tables.iter().rev()).fold(0, |sum, (byte, table)| sum ^ table[usize::from(*byte)])
    });
    !rest.iter().fold(crc, |crc, byte| (crc >> 8) ^ tables[0][usize::from(crc as u8 ^ byte)])
}

fn tables() -> [[u32; 256]; 8] {
    let bit = |crc: u32| (crc >> 1) ^ ((crc & 1) * POLYNOMIAL);
    let first = std::array::from_fn(|byte| (0..8).fold(byte as u32, |crc, _| bit(crc)));
    let mut tables = [first; 8];
    for table in 1..8 {
        tables[table] = tables[table - 1].map(|crc| (crc >> 8) ^ first[usize::from(crc as u8)]);
    }
    tables
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_sums_are_the_known_ones() {
        // The check value of the catalogue of parametrised CRC algorithms, CRC-32/ISO-HDLC.
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b""), 0);
        assert_eq!(crc32(b"The quick brown fox jumps over the lazy dog"), 0x414f_a339);
    }

    proptest! {
        #[test]
        fn a_sum_is_that_of_its_bits_one_after_the_other(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let mut crc = u32::MAX;
            for byte in &bytes {
                for bit in 0..8 {
                    let is_odd = (crc ^ u32::from(byte >> bit)) & 1;
                    crc = (crc >> 1) ^ (is_odd * POLYNOMIAL);
                }
            }
            prop_assert_eq!(crc32(&bytes), !crc);
        }

        #[test]
        fn a_sum_is_that_of_its_parts(bytes in prop::collection::vec(any::<u8>(), 0..100), cut in 0_usize..100) {
            let (one, other) = bytes.split_at(cut.min(bytes.len()));
            prop_assert_eq!(go_on(crc32(one), other), crc32(&bytes));
        }
    }
}
