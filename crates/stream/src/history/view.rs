//! Which frames show one view.

/// Milliseconds between two frames beyond which they are not taken for the same view.
const APART: f64 = 2000.0;

/// Whether frames of those times, milliseconds, may be in one mean: played or stepped in either
/// direction, not jumped to.
pub fn is_same_view(before: f64, next: f64) -> bool {
    (next - before).abs() <= APART
}

#[cfg(test)]
mod tests {
    use super::is_same_view;

    #[test]
    fn a_jump_ends_a_view() {
        assert!(is_same_view(5000.0, 5040.0) && is_same_view(5040.0, 5000.0));
        assert!(
            !is_same_view(5000.0, 9000.0) && !is_same_view(9000.0, 5000.0) && !is_same_view(0.0, f64::NAN)
        );
    }
}
