//! Exact numbers, in the server's digits of base 10000 (`numeric_send` in `numeric.c`).

/// Decimal digits; a number with more is left to the server.
const MOST_DIGITS: usize = 1000;
const NEGATIVE: u16 = 0x4000;

/// Number of digits, power of the first one, sign, number of decimals, digits.
pub fn write(field: &[u8], binary: &mut Vec<u8>) -> Option<()> {
    let (sign, unsigned) = match field.strip_prefix(b"-") {
        Some(unsigned) => (NEGATIVE, unsigned),
        None => (0, field),
    };
    let (whole, decimals): (&[u8], &[u8]) = match unsigned.iter().position(|byte| *byte == b'.') {
        Some(point) => (&unsigned[..point], &unsigned[point + 1..]),
        None => (unsigned, b""),
    };
    let plain = unsigned.len() <= MOST_DIGITS
        && !whole.is_empty()
        && whole.iter().chain(decimals).all(u8::is_ascii_digit);
    if !plain {
        return None;
    }
    // Zeros around it, so that the decimal point is between two of the server's digits.
    let before = whole.len().next_multiple_of(4) - whole.len();
    let zeros = |count| std::iter::repeat_n(&b'0', count);
    let mut decimal = zeros(before).chain(whole).chain(decimals).chain(zeros(3));
    let mut digits = Vec::with_capacity(unsigned.len() / 4 + 2);
    for _ in 0..whole.len().div_ceil(4) + decimals.len().div_ceil(4) {
        let digit = decimal.by_ref().take(4);
        digits.push(digit.fold(0, |digit, decimal| digit * 10 + u16::from(decimal - b'0')));
    }
    let leading = digits.iter().take_while(|digit| **digit == 0).count();
    let trailing = digits[leading..].iter().rev().take_while(|digit| **digit == 0).count();
    let significant = &digits[leading..digits.len() - trailing];
    let count = i16::try_from(significant.len()).ok()?;
    let weight = if count == 0 {
        0
    } else {
        i16::try_from(whole.len().div_ceil(4)).ok()? - 1 - i16::try_from(leading).ok()?
    };
    binary.extend_from_slice(&count.to_be_bytes());
    binary.extend_from_slice(&weight.to_be_bytes());
    binary.extend_from_slice(&if count == 0 { 0 } else { sign }.to_be_bytes());
    binary.extend_from_slice(&u16::try_from(decimals.len()).ok()?.to_be_bytes());
    for digit in significant {
        binary.extend_from_slice(&digit.to_be_bytes());
    }
    Some(())
}
