//! Refresh tokens: sixteen bytes, written in the shape of a UUID, that hold a session's number and its
//! generation. The same token can be made again at any time, and nothing is stored that could be used as one.
//!
//! A token is the encipherment of one block: number, generation, and four bytes that are always the same
//! ("encode, then encipher": Bellare and Rogaway, 2000). A block cipher is a permutation, so whoever lacks
//! the key cannot do better than to draw one of 2^128 values, of which each live generation is one.

use aes::Aes256;
use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use parlor_auth::Unexpected;
use parlor_domain::{Generation, SessionId};

/// What the last four bytes of a genuine block are.
const CHECK: u32 = u32::from_be_bytes(*b"prl1");
/// Where a UUID has its hyphens.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];
const LENGTH: usize = 36;

/// Makes and reads refresh tokens.
pub(super) struct RefreshCipher(Aes256);

impl RefreshCipher {
    /// Prepares the key, which has [`parlor_auth::keys::REFRESH_KEY_BYTES`] bytes.
    pub(super) fn new(key: &[u8]) -> Result<Self, Unexpected> {
        let cipher = Aes256::new_from_slice(key)
            .map_err(|error| Unexpected::while_doing("reading the refresh key", error))?;
        Ok(Self(cipher))
    }

    /// The token of a generation.
    pub(super) fn token(&self, session: SessionId, generation: Generation) -> String {
        let number = u128::from(session.0.cast_unsigned());
        let plain = number << 64 | u128::from(generation.0) << 32 | u128::from(CHECK);
        let mut block = plain.to_be_bytes().into();
        self.0.encrypt_block(&mut block);
        let mut token = format!("{:032x}", u128::from_be_bytes(block.into()));
        for place in HYPHENS {
            token.insert(place, '-');
        }
        token
    }

    /// What a token was made for.
    pub(super) fn read(&self, token: &str) -> Option<(SessionId, Generation)> {
        let mut block = parse(token)?.to_be_bytes().into();
        self.0.decrypt_block(&mut block);
        let plain = u128::from_be_bytes(block.into());
        let low = |bits: u128| u32::try_from(bits & u128::from(u32::MAX)).ok();
        // In plain time: every change to a token changes the whole block, so nothing is learnt piece by piece.
        if low(plain)? != CHECK {
            return None;
        }
        let session = u64::try_from(plain >> 64).ok()?.cast_signed();
        Some((SessionId(session), Generation(low(plain >> 32)?)))
    }
}

/// Reads a UUID in its one usual shape, in digits of either case.
fn parse(token: &str) -> Option<u128> {
    let is_shaped = token.len() == LENGTH
        && token.bytes().enumerate().all(|(place, byte)| match HYPHENS.contains(&place) {
            true => byte == b'-',
            false => byte.is_ascii_hexdigit(),
        });
    if !is_shaped {
        return None;
    }
    u128::from_str_radix(&token.replace('-', ""), 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SESSION: SessionId = SessionId(4711);

    fn cipher() -> RefreshCipher {
        RefreshCipher::new(&[7; 32]).unwrap()
    }

    fn bits(token: &str) -> u128 {
        parse(token).unwrap()
    }

    #[test]
    fn a_token_reads_back_and_is_the_same_each_time() {
        for (session, generation) in [(1, 1), (4711, 2), (i64::MAX, u32::MAX), (0, 0)] {
            let (session, generation) = (SessionId(session), Generation(generation));
            let token = cipher().token(session, generation);
            assert_eq!(token, cipher().token(session, generation));
            assert_eq!(cipher().read(&token), Some((session, generation)));
            assert_eq!(cipher().read(&token.to_uppercase()), Some((session, generation)));
        }
    }

    #[test]
    fn a_token_is_a_uuid_of_lower_case_digits() {
        let token = cipher().token(SESSION, Generation(1));
        let lengths: Vec<usize> = token.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert!(token.bytes().all(|byte| matches!(byte, b'-' | b'0'..=b'9' | b'a'..=b'f')), "{token}");
    }

    #[test]
    fn the_cipher_is_aes_256_as_published() {
        // FIPS 197, appendix C.3.
        let key: Vec<u8> = (0..32).collect();
        let mut block =
            [0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff]
                .into();
        RefreshCipher::new(&key).unwrap().0.encrypt_block(&mut block);
        assert_eq!(u128::from_be_bytes(block.into()), 0x8ea2_b7ca_5167_45bf_eafc_4990_4b49_6089);
    }

    #[test]
    fn a_token_with_any_bit_changed_is_refused() {
        let token = bits(&cipher().token(SESSION, Generation(3)));
        for bit in 0..128 {
            let text = format!("{:032x}", token ^ (1 << bit));
            let [a, b, c, d, e] = [&text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..]];
            assert_eq!(cipher().read(&format!("{a}-{b}-{c}-{d}-{e}")), None, "bit {bit}");
        }
    }

    #[test]
    fn what_is_no_uuid_is_refused() {
        let token = cipher().token(SESSION, Generation(1));
        let refused = [
            String::new(),
            token.replace('-', ""),
            format!("{{{token}}}"),
            format!(" {token}"),
            format!("{token}\n"),
            format!("urn:uuid:{token}"),
            format!("+{}", &token[1..]),
            format!("{}é", &token[..34]),
            token.replace('-', "0"),
            "é".repeat(18),
            "00000000-0000-0000-0000-000000000000".into(),
            "ffffffff-ffff-ffff-ffff-ffffffffffff".into(),
        ];
        for text in refused {
            assert_eq!(cipher().read(&text), None, "{text:?}");
        }
    }

    #[test]
    fn a_token_of_another_key_is_refused() {
        let other = RefreshCipher::new(&[8; 32]).unwrap();
        assert_eq!(other.read(&cipher().token(SESSION, Generation(1))), None);
    }

    #[test]
    fn a_key_of_another_length_is_refused() {
        for length in [0, 16, 31, 33] {
            assert!(RefreshCipher::new(&vec![7; length]).is_err(), "{length} bytes");
        }
    }

    #[test]
    fn s29_tokens_of_consecutive_generations_share_no_pattern() {
        let tokens: Vec<u128> =
            (1..=1000).map(|generation| bits(&cipher().token(SESSION, Generation(generation)))).collect();
        // Of 128 bits about half change at each step, and over a thousand steps each bit about half the time.
        for pair in tokens.windows(2) {
            let changed = (pair[0] ^ pair[1]).count_ones();
            assert!((24..=104).contains(&changed), "{changed} bits");
        }
        for bit in 0..128 {
            let set = tokens.iter().filter(|token| *token >> bit & 1 == 1).count();
            assert!((400..=600).contains(&set), "bit {bit} is set in {set}");
        }
    }
}
