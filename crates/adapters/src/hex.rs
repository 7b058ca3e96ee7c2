//! Bytes as lower-case hexadecimal digits.

/// Two digits for each byte.
pub(crate) fn lower(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_byte_is_two_lower_case_digits() {
        assert_eq!(super::lower(&[0x00, 0x0f, 0xAB, 0xff]), "000fabff");
    }
}
