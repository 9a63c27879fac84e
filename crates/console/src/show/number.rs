//! Whole numbers.

/// A number with its thousands apart: `3,214`.
pub(crate) fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('−');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Milliseconds of microseconds, with one digit behind the point: `1.2`.
pub(crate) fn millis(micros: i64) -> String {
    let tenths = micros.max(0).saturating_add(50) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::{grouped, millis};

    #[test]
    fn times_have_one_digit_behind_the_point() {
        for (micros, shown) in [(0, "0.0"), (1_249, "1.2"), (1_250, "1.3"), (99_999_999, "100000.0"), (-5, "0.0")] {
            assert_eq!(millis(micros), shown);
        }
        assert_eq!(millis(i64::MAX), "9223372036854775.8");
    }

    #[test]
    fn thousands_stand_apart() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "−1,234,567")] {
            assert_eq!(grouped(number), text);
        }
    }
}
