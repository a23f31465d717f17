//! Pictures without what they tell besides the picture: where and when it was taken, with which telephone, by whom.
//!
//! What is kept is named, everything else goes: what nobody has thought of yet as well. The picture itself is copied as
//! it stands and never decoded. Which way up a photograph is held is kept, or it would lie on its side.
//!
//! INVARIANT (serves-never-watches): no photograph says where it was taken.

/// Two bytes, the higher first.
fn be16(bytes: &[u8], at: usize) -> Option<usize> {
    let pair = bytes.get(at..at.checked_add(2)?)?;
    Some(pair.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
}

fn be32(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(four.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
}

fn le32(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(four.iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
}

const END_OF_IMAGE: u8 = 0xD9;
const START_OF_SCAN: u8 = 0xDA;

/// A JPEG up to its end, without what cameras and programs wrote into it; none where it is cut.
pub(super) fn bare_jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut bare = vec![0xFF, 0xD8];
    let mut orientation = None;
    // Where the first segment that says what kind of JPEG it is ends: that has to stay first.
    let mut after_kind = bare.len();
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xFF {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        match marker {
            // A fill byte.
            0xFF => at += 1,
            END_OF_IMAGE => break,
            0x01 | 0xD0..=0xD7 => {
                bare.extend([0xFF, marker]);
                at += 2;
            }
            _ => {
                let end = at.checked_add(2)?.checked_add(be16(bytes, at + 2)?)?;
                let segment = bytes.get(at..end)?;
                let says = segment.get(4..)?;
                if marker == 0xE1 && says.starts_with(b"Exif\0\0") {
                    orientation = orientation.or(says.get(6..).and_then(orientation_in));
                }
                if is_kept(marker, says) {
                    bare.extend_from_slice(segment);
                }
                if marker == 0xE0 && bare.len() == 2 + segment.len() {
                    after_kind = bare.len();
                }
                at = end;
                if marker == START_OF_SCAN {
                    let end = end_of_scan(bytes, at)?;
                    bare.extend_from_slice(bytes.get(at..end)?);
                    at = end;
                }
            }
        }
    }
    // What stands behind the end is no picture: telephones keep a film there.
    bare.extend([0xFF, END_OF_IMAGE]);
    if let Some(way) = orientation.filter(|way| (2..=8).contains(way)) {
        bare.splice(after_kind..after_kind, only_orientation(way));
    }
    Some(bare)
}

/// What a picture needs to be shown right: sizes, tables, the space of its colours.
fn is_kept(marker: u8, says: &[u8]) -> bool {
    match marker {
        0xC0..=0xDF => true,
        0xE0 => says.starts_with(b"JFIF\0"),
        0xE2 => says.starts_with(b"ICC_PROFILE\0"),
        0xEE => says.starts_with(b"Adobe"),
        _ => false,
    }
}

/// The next marker that is none of the stream's own.
fn end_of_scan(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == 0xFF)?;
        match bytes.get(at + 1)? {
            0x00 | 0xD0..=0xD7 => at += 2,
            0xFF => at += 1,
            _ => return Some(at),
        }
    }
}

/// The tag that says which way up the picture is held.
const ORIENTATION: usize = 0x0112;

fn orientation_in(tiff: &[u8]) -> Option<u8> {
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let two = |at: usize| be16(tiff, at).map(|value| if little { value >> 8 | (value & 0xFF) << 8 } else { value });
    let four = |at: usize| if little { le32(tiff, at) } else { be32(tiff, at) };
    let first = four(4)?;
    let entries = two(first)?;
    let entry = (0..entries).map(|number| first + 2 + number * 12).find(|at| two(*at) == Some(ORIENTATION))?;
    two(entry + 8).and_then(|value| u8::try_from(value).ok())
}

/// A segment that says which way up, and nothing else.
fn only_orientation(way: u8) -> Vec<u8> {
    let mut segment = b"\xFF\xE1\x00\x22Exif\0\0MM\0*\x00\x00\x00\x08\x00\x01".to_vec();
    segment.extend([0x01, 0x12, 0x00, 0x03, 0, 0, 0, 1, 0, way, 0, 0, 0, 0, 0, 0]);
    segment
}

/// A PNG of the chunks that make the picture, as they stand; none where it is cut.
pub(super) fn bare_png(bytes: &[u8]) -> Option<Vec<u8>> {
    const KEPT: &[&[u8; 4]] = &[
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"bKGD",
        b"pHYs", b"hIST", b"sPLT", b"acTL", b"fcTL", b"fdAT",
    ];
    const SIGNATURE: usize = 8;
    let mut bare = bytes.get(..SIGNATURE)?.to_vec();
    let mut at = SIGNATURE;
    loop {
        // Length, name, what is in it, a check sum.
        let end = at.checked_add(12)?.checked_add(be32(bytes, at)?)?;
        let chunk = bytes.get(at..end)?;
        let name = chunk.get(4..8)?;
        if KEPT.iter().any(|kept| kept.as_slice() == name) {
            bare.extend_from_slice(chunk);
        }
        if name == b"IEND" {
            return Some(bare);
        }
        at = end;
    }
}

/// A WebP of the chunks that make the picture; none where it is cut.
pub(super) fn bare_webp(bytes: &[u8]) -> Option<Vec<u8>> {
    const KEPT: &[&[u8; 4]] = &[b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
    const HEAD: usize = 12;
    /// In the flags of the extended form: there are Exif and XMP chunks.
    const TELLS: u8 = 0x08 | 0x04;
    let whole = le32(bytes, 4)?.checked_add(8)?;
    let bytes = bytes.get(..whole)?;
    let mut bare = bytes.get(..HEAD)?.to_vec();
    let mut at = HEAD;
    while at < bytes.len() {
        let length = le32(bytes, at + 4)?;
        let end = at.checked_add(8)?.checked_add(length)?.checked_add(length % 2)?;
        let chunk = bytes.get(at..end)?;
        let name = chunk.get(..4)?;
        if KEPT.iter().any(|kept| kept.as_slice() == name) {
            let begun = bare.len();
            bare.extend_from_slice(chunk);
            if let Some(flags) = bare.get_mut(begun + 8).filter(|_| name == b"VP8X") {
                *flags &= !TELLS;
            }
        }
        at = end;
    }
    let length = u32::try_from(bare.len().checked_sub(8)?).ok()?;
    bare.get_mut(4..8)?.copy_from_slice(&length.to_le_bytes());
    (bare.len() > HEAD).then_some(bare)
}
