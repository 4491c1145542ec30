//! When a kept picture was taken and arrived.

/// A picture that a player keeps ([`Player::times`](crate::Player::times)).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PictureTime {
    /// Its number, for [`ReplayCommand::Show`](crate::ReplayCommand::Show).
    pub number: u64,
    /// When it arrived, milliseconds since 1970 by this device's clock.
    pub arrived_ms: f64,
    /// When it was taken, milliseconds since 1970 by the camera's clock, if the camera tells.
    pub captured_ms: Option<f64>,
}

impl PictureTime {
    /// Of three numbers each.
    pub(crate) fn of(numbers: &[f64]) -> Vec<Self> {
        let (pictures, _) = numbers.as_chunks::<3>();
        let picture = |[number, arrived_ms, captured]: &[f64; 3]| Self {
            number: *number as u64,
            arrived_ms: *arrived_ms,
            captured_ms: Some(*captured).filter(|captured| captured.is_finite()),
        };
        pictures.iter().map(picture).collect()
    }
}
