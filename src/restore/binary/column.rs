//! How the values of a column are translated.

use std::net::IpAddr;
use std::str::FromStr;

use tokio_postgres::types::{Kind, Type};

use super::{numeric, text, time};

/// Of an integer: 64 bits hold any number of so many.
const MOST_DIGITS: usize = 19;
/// `jsonb_recv` knows this one.
const JSONB_VERSION: u8 = 1;
/// In COPY data, where a backslash is written twice.
const BYTEA_PREFIX: &[u8] = b"\\\\x";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Bool,
    Int2,
    Int4,
    Int8,
    Oid,
    Float4,
    Float8,
    Numeric,
    Text,
    Jsonb,
    Bytea,
    Uuid,
    Inet,
    Date,
    Time,
    Timestamp,
    TimestampTz,
}

impl Column {
    /// A domain counts as its base type; the server checks its rules.
    pub fn of(kind: &Type) -> Option<Self> {
        Some(match *kind {
            Type::BOOL => Self::Bool,
            Type::INT2 => Self::Int2,
            Type::INT4 => Self::Int4,
            Type::INT8 => Self::Int8,
            Type::OID => Self::Oid,
            Type::FLOAT4 => Self::Float4,
            Type::FLOAT8 => Self::Float8,
            Type::NUMERIC => Self::Numeric,
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::JSON => Self::Text,
            Type::JSONB => Self::Jsonb,
            Type::BYTEA => Self::Bytea,
            Type::UUID => Self::Uuid,
            Type::INET => Self::Inet,
            Type::DATE => Self::Date,
            Type::TIME => Self::Time,
            Type::TIMESTAMP => Self::Timestamp,
            Type::TIMESTAMPTZ => Self::TimestampTz,
            _ => match kind.kind() {
                // By their names.
                Kind::Enum(_) => Self::Text,
                _ => return None,
            },
        })
    }

    /// The value's length and bytes; nothing for what is not printed as expected.
    pub fn write(self, field: &[u8], binary: &mut Vec<u8>) -> Option<()> {
        match self {
            Self::Bool => fixed([boolean(field)?], binary),
            Self::Int2 => fixed(i16::try_from(integer(field)?).ok()?.to_be_bytes(), binary),
            Self::Int4 => fixed(i32::try_from(integer(field)?).ok()?.to_be_bytes(), binary),
            Self::Int8 => fixed(integer(field)?.to_be_bytes(), binary),
            Self::Oid => fixed(u32::try_from(integer(field)?).ok()?.to_be_bytes(), binary),
            Self::Float4 => fixed(float::<f32>(field)?.to_be_bytes(), binary),
            Self::Float8 => fixed(float::<f64>(field)?.to_be_bytes(), binary),
            Self::Numeric => sized(binary, |binary| numeric::write(field, binary)),
            Self::Text => sized(binary, |binary| text::write(field, binary)),
            Self::Jsonb => sized(binary, |binary| {
                binary.push(JSONB_VERSION);
                text::write(field, binary)
            }),
            Self::Bytea => {
                sized(binary, |binary| hexadecimal(field.strip_prefix(BYTEA_PREFIX)?, binary))
            }
            Self::Uuid => sized(binary, |binary| uuid(field, binary)),
            Self::Inet => sized(binary, |binary| inet(field, binary)),
            Self::Date => fixed(time::date(field)?.to_be_bytes(), binary),
            Self::Time => fixed(time::time(field)?.to_be_bytes(), binary),
            Self::Timestamp => fixed(time::timestamp(field)?.to_be_bytes(), binary),
            Self::TimestampTz => fixed(time::timestamp_utc(field)?.to_be_bytes(), binary),
        }
    }
}

fn fixed<const LENGTH: usize>(value: [u8; LENGTH], binary: &mut Vec<u8>) -> Option<()> {
    binary.extend_from_slice(&i32::try_from(LENGTH).ok()?.to_be_bytes());
    binary.extend_from_slice(&value);
    Some(())
}

fn sized(binary: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>) -> Option<()>) -> Option<()> {
    let begin = binary.len();
    binary.extend_from_slice(&[0; 4]);
    write(binary)?;
    let length = i32::try_from(binary.len() - begin - 4).ok()?;
    binary[begin..begin + 4].copy_from_slice(&length.to_be_bytes());
    Some(())
}

fn boolean(field: &[u8]) -> Option<u8> {
    match field {
        b"t" => Some(1),
        b"f" => Some(0),
        _ => None,
    }
}

fn integer(field: &[u8]) -> Option<i64> {
    let (negative, digits) = match field {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    // `oidin` takes a number that begins with a zero for an octal one.
    let zero_first = digits.len() > 1 && digits.starts_with(b"0");
    if digits.is_empty() || zero_first || digits.len() > MOST_DIGITS {
        return None;
    }
    let mut number = 0_u64;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + u64::from(digit);
    }
    if negative { 0_i64.checked_sub_unsigned(number) } else { i64::try_from(number).ok() }
}

/// Rust reads these words and numbers as `float8in` and `float4in` do, to the nearest number. The
/// server refuses one that is too large or too small for its type.
fn float<T: FromStr + Into<f64> + Copy>(field: &[u8]) -> Option<T> {
    let number: T = str::from_utf8(field).ok()?.parse().ok()?;
    if matches!(field, b"NaN" | b"Infinity" | b"-Infinity") {
        return Some(number);
    }
    let plain = field.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e'));
    let mut digits = field.iter().take_while(|byte| **byte != b'e');
    let double: f64 = number.into();
    let too_small = double == 0.0 && digits.any(|byte| matches!(byte, b'1'..=b'9'));
    (plain && double.is_finite() && !too_small).then_some(number)
}

fn uuid(field: &[u8], binary: &mut Vec<u8>) -> Option<()> {
    const PARTS: [usize; 5] = [8, 4, 4, 4, 12];
    let mut parts = field.split(|byte| *byte == b'-');
    for length in PARTS {
        hexadecimal(parts.next().filter(|part| part.len() == length)?, binary)?;
    }
    parts.next().is_none().then_some(())
}

/// Family, bits of the network, "no cidr", number of bytes, bytes (`network_send`).
fn inet(field: &[u8], binary: &mut Vec<u8>) -> Option<()> {
    let text = str::from_utf8(field).ok()?;
    let (address, network) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(u8::try_from(integer(bits.as_bytes())?).ok()?)),
        None => (text, None),
    };
    let mut put = |family: u8, address: &[u8]| {
        let length = u8::try_from(address.len()).ok()?;
        let bits = network.unwrap_or(length * 8);
        binary.extend_from_slice(&[family, bits, 0, length]);
        binary.extend_from_slice(address);
        (bits <= length * 8).then_some(())
    };
    match address.parse().ok()? {
        IpAddr::V4(address) => put(2, &address.octets()),
        IpAddr::V6(address) => put(3, &address.octets()),
    }
}

fn hexadecimal(text: &[u8], binary: &mut Vec<u8>) -> Option<()> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_chunks();
    for &[high, low] in pairs {
        binary.push(digit(high)? << 4 | digit(low)?);
    }
    rest.is_empty().then_some(())
}
