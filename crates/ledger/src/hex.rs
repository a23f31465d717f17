//! Bytes as lower-case hexadecimal text and back: what is kept as text, or goes through an address.

/// Two digits a byte.
pub fn encode(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Lower case only: every value has one spelling.
pub fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let nibble = |digit: u8| {
        let value = char::from(digit).to_digit(16).filter(|_| !digit.is_ascii_uppercase());
        value.and_then(|value| u8::try_from(value).ok())
    };
    let byte = |pair: &[u8]| {
        let [high, low] = pair else { return None };
        Some(nibble(*high)? << 4 | nibble(*low)?)
    };
    text.chunks(2).map(byte).collect()
}

/// Exactly `N` bytes.
pub(crate) fn decode_exactly<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    decode(text)?.try_into().ok()
}
