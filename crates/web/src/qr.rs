//! A text as a QR code: the path of an SVG, drawn on the server.

use qrcodegen::{QrCode, QrCodeEcc};

/// A code with the white margin that readers need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qr {
    /// Modules along one side, margins included.
    pub side: i32,
    /// The dark ones.
    pub path: String,
}

const MARGIN: i32 = 4;

/// None where the text is longer than any code can hold. A wall is clean and near, so that the lowest correction does.
pub fn qr(text: &str) -> Option<Qr> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|x| code.get_module(*x, y)).count() as i32;
            if run > 0 {
                path.push_str(&format!("M{},{}h{run}v1h-{run}z", x + MARGIN, y + MARGIN));
            }
            x += run.max(1);
        }
    }
    Some(Qr { side: code.size() + 2 * MARGIN, path })
}

#[cfg(test)]
mod tests {
    use super::qr;

    #[test]
    fn a_code_has_its_three_corners_and_a_margin() {
        let code = qr("https://wuhua.example/o/1/meetings/2/here/3").unwrap();
        assert!(code.path.starts_with("M4,4h7v1h-7z"), "{}", code.path);
        assert!(code.path.contains(&format!("M{},4h7v1h-7z", code.side - 11)));
        assert!(code.path.contains(&format!("M4,{}h7v1h-7z", code.side - 11)));
        assert_eq!(qr(&"长".repeat(3000)), None);
    }
}
