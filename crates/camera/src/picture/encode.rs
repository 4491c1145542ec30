//! Pictures as the JPEGs of an Axis camera.

use bytes::Bytes;
use jpeg_encoder::{Encoder, EncodingError, ImageBuffer, JpegColorType, SamplingFactor};

use super::raster::{Picture, Plane};
use crate::clock::Timestamp;

/// The camera's facts that it writes into each picture.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Product {
    pub(crate) hardware: u16,
    pub(crate) firmware: [u8; 3],
    pub(crate) serial: [u8; 6],
}

/// Where the comment with the time begins: after SOI and an APP0 of 16 bytes.
pub(crate) const TIME_COMMENT: usize = 20;
/// Bytes from the start of the time comment to its two times, which are 5 bytes each.
const TIMES: usize = 6;

/// Encodes a picture: 4:2:0, the tables of Annex K, in the segment order of an Axis camera (SOI,
/// APP0, COM 0A01, COM 0A00, DQT, DQT, SOF0, four DHT, SOS). `quality` is libjpeg's, 1 to 100.
///
/// # Errors
/// If a side is 0 or more than 65535.
pub(crate) fn encode(
    picture: &Picture,
    quality: u8,
    time: Timestamp,
    product: Product,
) -> Result<Bytes, EncodingError> {
    let (width, height) = (side(picture.width())?, side(picture.height())?);
    let mut plain = Vec::with_capacity(picture.luma.samples.len() / 4 + 4096);
    let mut encoder = Encoder::new(&mut plain, quality.clamp(1, 100));
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.encode_image(Planes { picture, width, height })?;
    Ok(Bytes::from(arranged(&plain, time, product)))
}

/// Writes another time into an encoded picture.
pub(crate) fn with_time(jpeg: &[u8], time: Timestamp) -> Vec<u8> {
    let mut jpeg = jpeg.to_vec();
    let bytes = time_bytes(time);
    let start = TIME_COMMENT + TIMES;
    if let Some(times) = jpeg.get_mut(start..start + 10) {
        times[..5].copy_from_slice(&bytes);
        times[5..].copy_from_slice(&bytes);
    }
    jpeg
}

fn side(length: usize) -> Result<u16, EncodingError> {
    u16::try_from(length).map_err(|_| EncodingError::ZeroImageDimensions { width: 0, height: 0 })
}

fn time_bytes(time: Timestamp) -> [u8; 5] {
    let [a, b, c, d] = time.seconds.to_be_bytes();
    [a, b, c, d, time.hundredths]
}

/// The encoder's segments in the camera's order, with its comments.
fn arranged(plain: &[u8], time: Timestamp, product: Product) -> Vec<u8> {
    let (segments, scan) = segments(plain);
    let of = |marker: u8| segments.iter().filter(move |segment| segment[1] == marker);
    let mut jpeg = Vec::with_capacity(plain.len() + 34);
    jpeg.extend([0xff, 0xd8]);
    of(0xe0).for_each(|segment| jpeg.extend_from_slice(segment));
    jpeg.extend(time_comment(time));
    jpeg.extend(product_comment(product));
    for marker in [0xdb, 0xc0, 0xc4] {
        of(marker).for_each(|segment| jpeg.extend_from_slice(segment));
    }
    jpeg.extend_from_slice(scan);
    jpeg
}

/// Segments (marker, length and data) before the scan, and everything from SOS on.
fn segments(jpeg: &[u8]) -> (Vec<&[u8]>, &[u8]) {
    let mut segments = Vec::new();
    let mut rest = jpeg.get(2..).unwrap_or_default();
    while let [0xff, marker, high, low, ..] = *rest {
        let length = 2 + usize::from(u16::from_be_bytes([high, low]));
        if marker == 0xda || rest.len() < length {
            break;
        }
        let (segment, after) = rest.split_at(length);
        segments.push(segment);
        rest = after;
    }
    (segments, rest)
}

fn time_comment(time: Timestamp) -> Vec<u8> {
    let mut comment = vec![0xff, 0xfe, 0x00, 0x0f, 0x0a, 0x01];
    comment.extend(time_bytes(time));
    comment.extend(time_bytes(time));
    comment.push(0x01);
    comment
}

fn product_comment(product: Product) -> Vec<u8> {
    let mut comment = vec![0xff, 0xfe, 0x00, 0x0f, 0x0a, 0x00];
    comment.extend(product.hardware.to_be_bytes());
    comment.extend(product.firmware);
    comment.extend(product.serial);
    comment
}

/// Gives the encoder rows of full width. Of chroma it takes the even samples of the even rows, so
/// only those are worth writing (and the last row, which it repeats to fill its blocks).
struct Planes<'a> {
    picture: &'a Picture,
    width: u16,
    height: u16,
}

impl ImageBuffer for Planes<'_> {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        JpegColorType::Ycbcr
    }

    fn width(&self) -> u16 {
        self.width
    }

    fn height(&self) -> u16 {
        self.height
    }

    fn fill_buffers(&self, y: u16, buffers: &mut [Vec<u8>; 4]) {
        let y = usize::from(y);
        let [luma, cb, cr, _] = buffers;
        luma.extend_from_slice(self.picture.luma.row(y));
        let is_taken = y.is_multiple_of(2) || y + 1 == usize::from(self.height);
        for (buffer, plane) in [cb, cr].into_iter().zip(&self.picture.chroma) {
            let start = buffer.len();
            buffer.resize(start + usize::from(self.width), 128);
            if is_taken {
                double(&mut buffer[start..], plane, y / 2);
            }
        }
    }
}

fn double(row: &mut [u8], plane: &Plane, y: usize) {
    let (pairs, last) = row.as_chunks_mut::<2>();
    for (pair, &sample) in pairs.iter_mut().zip(plane.row(y)) {
        *pair = [sample, sample];
    }
    if let ([last], Some(&sample)) = (last, plane.row(y).last()) {
        *last = sample;
    }
}

#[cfg(test)]
mod tests {
    use super::super::raster::Color;
    use super::*;

    const TIME: Timestamp = Timestamp { seconds: 0x51ef_e605, hundredths: 0x43 };
    const PRODUCT: Product =
        Product { hardware: 0x00b3, firmware: [5, 40, 1], serial: [0x00, 0x40, 0x8c, 0xe5, 0xa5, 0xa8] };

    fn markers(jpeg: &[u8]) -> Vec<u8> {
        segments(jpeg).0.iter().map(|segment| segment[1]).collect()
    }

    #[test]
    fn segments_stand_in_the_cameras_order() {
        let jpeg = encode(&Picture::new(33, 17, Color::WHITE), 70, TIME, PRODUCT).unwrap();
        assert_eq!(
            markers(&jpeg),
            [0xe0, 0xfe, 0xfe, 0xdb, 0xdb, 0xc0, 0xc4, 0xc4, 0xc4, 0xc4],
            "before SOS"
        );
        assert_eq!(&jpeg[..13], b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x02");
        assert_eq!(&jpeg[20..37], b"\xff\xfe\x00\x0f\x0a\x01\x51\xef\xe6\x05\x43\x51\xef\xe6\x05\x43\x01");
        assert_eq!(&jpeg[37..54], b"\xff\xfe\x00\x0f\x0a\x00\x00\xb3\x05\x28\x01\x00\x40\x8c\xe5\xa5\xa8");
        assert!(jpeg.ends_with(b"\xff\xd9"));
    }

    #[test]
    fn another_time_changes_the_comment_alone() {
        let jpeg = encode(&Picture::new(16, 16, Color::BLACK), 70, TIME, PRODUCT).unwrap();
        let moved = with_time(&jpeg, Timestamp { seconds: 1, hundredths: 2 });
        assert_eq!(moved[26..37], [0, 0, 0, 1, 2, 0, 0, 0, 1, 2, 1]);
        assert_eq!(moved[37..], jpeg[37..]);
        assert_eq!(with_time(&moved, TIME), jpeg);
    }

    #[test]
    fn quality_decides_the_size() {
        let mut picture = Picture::new(64, 64, Color::BLACK);
        for (index, sample) in picture.luma.samples.iter_mut().enumerate() {
            *sample = (index * 37 % 251) as u8;
        }
        let size = |quality| encode(&picture, quality, TIME, PRODUCT).unwrap().len();
        assert!(size(100) > size(70) && size(70) > size(10));
        assert_eq!(size(0), size(1));
    }

    #[test]
    fn an_empty_picture_is_refused() {
        assert!(encode(&Picture::new(0, 5, Color::BLACK), 70, TIME, PRODUCT).is_err());
    }
}
