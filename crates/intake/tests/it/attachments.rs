//! Files beside records: known by what is in them, pictures without what they tell besides the picture.

use std::io::{Cursor, Write};

use intake::{AttachmentError, FileType, attachment};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn segment(marker: u8, says: &[u8]) -> Vec<u8> {
    let length = u16::try_from(says.len() + 2).unwrap().to_be_bytes();
    [&[0xFF, marker], &length[..], says].concat()
}

/// Exif of a telephone, held on its side, with the place and the camera behind the directory.
fn exif(little: bool) -> Vec<u8> {
    let two = |value: u16| if little { value.to_le_bytes() } else { value.to_be_bytes() };
    let four = |value: u32| if little { value.to_le_bytes() } else { value.to_be_bytes() };
    let entry = |tag: u16, kind: u16, value: u16| [&two(tag)[..], &two(kind), &four(1), &two(value), &two(0)].concat();
    let mut tiff = if little { b"II*\0".to_vec() } else { b"MM\0*".to_vec() };
    tiff.extend(four(8));
    tiff.extend(two(2));
    tiff.extend(entry(0x0110, 2, 60));
    tiff.extend(entry(0x0112, 3, 6));
    tiff.extend(four(0));
    tiff.extend(b"GPS 25.04N 102.71E CAMERA X1");
    [b"Exif\0\0".as_slice(), &tiff].concat()
}

/// A photograph as telephones make it: everything that tells something, the picture in two scans, a film behind its end.
fn photograph(little: bool) -> Vec<u8> {
    [
        vec![0xFF, 0xD8],
        segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        segment(0xE1, &exif(little)),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<place>25.04N</place>"),
        segment(0xE2, b"ICC_PROFILE\0colours"),
        segment(0xE2, b"MPF\0another picture"),
        segment(0xED, b"Photoshop 3.0\0by 25.04N"),
        segment(0xEE, b"Adobe\0d\0\0\0\0\0"),
        segment(0xFE, b"comment 25.04N"),
        segment(0xDB, b"\0quantities"),
        segment(0xC2, b"sizes"),
        segment(0xDA, b"scan"),
        vec![1, 2, 0xFF, 0x00, 3, 0xFF, 0xD0, 4],
        segment(0xC4, b"huffman"),
        segment(0xDA, b"scan"),
        vec![5, 6, 0xFF, 0xFF, 0xD9],
        b"film 25.04N".to_vec(),
    ]
    .concat()
}

fn has(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

fn chunk(name: &[u8; 4], says: &[u8]) -> Vec<u8> {
    [&u32::try_from(says.len()).unwrap().to_be_bytes()[..], name, says, b"crc!"].concat()
}

fn png() -> Vec<u8> {
    let chunks = [
        chunk(b"IHDR", b"sizes"),
        chunk(b"eXIf", b"25.04N"),
        chunk(b"tEXt", b"Location\x0025.04N"),
        chunk(b"iTXt", b"25.04N"),
        chunk(b"IDAT", b"picture"),
        chunk(b"tIME", b"25.04N"),
        chunk(b"IEND", b""),
        b"behind 25.04N".to_vec(),
    ];
    [b"\x89PNG\r\n\x1A\n".as_slice(), &chunks.concat()].concat()
}

fn webp() -> Vec<u8> {
    let chunk = |name: &[u8; 4], says: &[u8]| {
        let padding = if says.len() % 2 == 1 { &b"\0"[..] } else { b"" };
        [name.as_slice(), &u32::try_from(says.len()).unwrap().to_le_bytes(), says, padding].concat()
    };
    let parts = [
        b"WEBP".to_vec(),
        chunk(b"VP8X", b"\x3C\0\0\0\x01\0\0\x01\0\0"),
        chunk(b"VP8L", b"picture"),
        chunk(b"EXIF", b"25.04N"),
        chunk(b"XMP ", b"<place>25.04N</place>"),
    ]
    .concat();
    [b"RIFF".as_slice(), &u32::try_from(parts.len()).unwrap().to_le_bytes(), &parts].concat()
}

fn archive(parts: &[&str]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for part in parts {
        writer.start_file(*part, SimpleFileOptions::default()).unwrap();
        writer.write_all(b"<xml/>").unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_photograph_says_no_more_where_and_when_it_was_taken_and_stays_upright() {
    for little in [true, false] {
        let whole = photograph(little);
        let bare = attachment("合影.JPG", whole).unwrap();
        assert_eq!((bare.name.as_str(), bare.file_type), ("合影.JPG", FileType::Jpeg));
        for gone in [b"25.04N".as_slice(), b"CAMERA", b"http://ns.adobe.com", b"MPF", b"Photoshop", b"comment", b"film"]
        {
            assert!(!has(&bare.bytes, gone), "{}", String::from_utf8_lossy(gone));
        }
        for kept in
            [b"JFIF".as_slice(), b"ICC_PROFILE\0colours", b"Adobe", b"quantities", b"huffman", b"\x03\xFF\xD0\x04"]
        {
            assert!(has(&bare.bytes, kept), "{}", String::from_utf8_lossy(kept));
        }
        assert!(bare.bytes.starts_with(b"\xFF\xD8\xFF\xE0"), "what kind of JPEG it is stays first");
        assert!(bare.bytes.ends_with(b"\x05\x06\xFF\xFF\xD9") || bare.bytes.ends_with(b"\x05\x06\xFF\xD9"));
        let upright = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        assert!(has(&bare.bytes, upright), "which way up it is held stays");
        // What is bare is left as it is: the same picture has the same digest wherever it comes from.
        assert_eq!(attachment("合影.jpg", bare.bytes.clone()).unwrap().bytes, bare.bytes);
    }
}

#[test]
fn other_pictures_keep_the_picture_alone() {
    let bare = attachment("截图.png", png()).unwrap();
    assert!(!has(&bare.bytes, b"25.04N"));
    assert!(has(&bare.bytes, b"IHDRsizes") && has(&bare.bytes, b"IDATpicture"));
    assert!(bare.bytes.ends_with(b"IENDcrc!"));
    let bare = attachment("照片.webp", webp()).unwrap();
    assert!(!has(&bare.bytes, b"25.04N"));
    assert!(has(&bare.bytes, b"picture"));
    let length = u32::from_le_bytes(bare.bytes[4..8].try_into().unwrap());
    assert_eq!(length as usize + 8, bare.bytes.len());
    assert_eq!(bare.bytes[20], 0x30, "the flags say that there is no Exif and no XMP");
}

#[test]
fn documents_are_kept_as_they_are() {
    for (name, bytes, file_type) in [
        ("通知.pdf", b"%PDF-1.7 ...".to_vec(), FileType::Pdf),
        ("总结.docx", archive(&["[Content_Types].xml", "word/document.xml"]), FileType::Docx),
        ("名单.xlsx", archive(&["[Content_Types].xml", "xl/workbook.xml"]), FileType::Xlsx),
        ("记录.txt", "会议记录".as_bytes().to_vec(), FileType::Text),
        ("记录.txt", b"\xBB\xE1\xD2\xE9\xBC\xC7\xC2\xBC".to_vec(), FileType::Text),
    ] {
        let kept = attachment(name, bytes.clone()).unwrap();
        assert_eq!((kept.name.as_str(), kept.file_type, kept.bytes), (name, file_type, bytes));
    }
}

#[test]
fn a_false_type_is_refused_with_what_it_really_is() {
    let said = |name: &str, bytes: &[u8]| attachment(name, bytes.to_vec()).unwrap_err().to_string();
    let cut = photograph(true);
    let lines = [
        said("合影.jpg", b"%PDF-1.7"),
        said("合影.jpg", &png()),
        said("总结.pdf", &archive(&["word/document.xml"])),
        said("程序.jpg", b"MZ\x90\0"),
        said("网页.txt", b"<!DOCTYPE html><script>"),
        said("图.txt", b"<svg onload=alert(1)>"),
        said("旧.docx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
        said("宏.docx", &archive(&["word/document.xml", "word/vbaProject.bin"])),
        said("包.docx", &archive(&["a.txt"])),
        said("照片.jpg", b"\0\0\0\x18ftypheic\0\0\0\0"),
        said("照片.jpg", &cut[..cut.len() - 20]),
        said("乱.txt", b"\x01\x02\x03"),
        said("空.txt", b""),
        said("gpj.\u{202E}exe.txt/../跑.exe", "文字".as_bytes()),
    ];
    expect_test::expect![[r#"
        “合影.jpg”的内容其实是PDF 文件，与文件名不符，没有收。请选对文件；内容没错的，把文件名的结尾改为 .pdf 再上传
        “合影.jpg”的内容其实是PNG 图片，与文件名不符，没有收。请选对文件；内容没错的，把文件名的结尾改为 .png 再上传
        “总结.pdf”的内容其实是Word 文档，与文件名不符，没有收。请选对文件；内容没错的，把文件名的结尾改为 .docx 再上传
        “程序.jpg”是程序，不能作附件。可以上传：JPEG 图片、PNG 图片、WebP 图片、PDF 文件、Word 文档、Excel 表格、纯文本
        “网页.txt”是网页，不能作附件。可以上传：JPEG 图片、PNG 图片、WebP 图片、PDF 文件、Word 文档、Excel 表格、纯文本
        “图.txt”是SVG 图片，不能作附件。可以上传：JPEG 图片、PNG 图片、WebP 图片、PDF 文件、Word 文档、Excel 表格、纯文本
        “旧.docx”是旧版 Office 文件（或加了密码的文件），不能作附件。可以上传：JPEG 图片、PNG 图片、WebP 图片、PDF 文件、Word 文档、Excel 表格、纯文本
        “宏.docx”是带宏的 Office 文件，不能作附件。请另存为不带宏的 .docx 或 .xlsx，或导出为 PDF
        “包.docx”是压缩包，不能作附件。可以上传：JPEG 图片、PNG 图片、WebP 图片、PDF 文件、Word 文档、Excel 表格、纯文本
        “照片.jpg”是HEIC 照片（请另存为 JPEG），不能作附件。可以上传：JPEG 图片、PNG 图片、WebP 图片、PDF 文件、Word 文档、Excel 表格、纯文本
        “照片.jpg”是JPEG 图片，但内容不完整或已损坏，没有收。请从原处重新取一份
        “乱.txt”看不出是什么文件，没有收。可以上传：JPEG 图片、PNG 图片、WebP 图片、PDF 文件、Word 文档、Excel 表格、纯文本
        “空.txt”是空文件，没有收。请重新选择文件
        “跑.exe”的内容其实是纯文本，与文件名不符，没有收。请选对文件；内容没错的，把文件名的结尾改为 .txt 再上传
    "#]]
    .assert_eq(&(lines.join("\n") + "\n"));
}

#[test]
fn a_name_keeps_its_ending_and_gets_one_where_it_has_none() {
    let text = "文字".as_bytes().to_vec();
    assert_eq!(attachment("记录", text.clone()).unwrap().name, "记录.txt");
    assert_eq!(attachment("C:\\Users\\王\\记录.txt", text.clone()).unwrap().name, "记录.txt");
    let long = format!("{}.txt", "长".repeat(500));
    let kept = attachment(&long, text).unwrap().name;
    assert_eq!(kept.chars().count(), 120);
    assert!(kept.ends_with("长.txt"));
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_panic_and_no_cut_picture_is_taken(
        start in proptest::sample::select(vec![photograph(true), photograph(false), png(), webp()]),
        cut in 0_usize..200,
        changes in proptest::collection::vec((0_usize..400, proptest::num::u8::ANY), 0..8),
    ) {
        let mut bytes = start;
        for (at, byte) in changes {
            let length = bytes.len();
            bytes[at % length] = byte;
        }
        bytes.truncate(bytes.len().saturating_sub(cut));
        let once = attachment("图", bytes);
        if let Ok(once) = once {
            let again = attachment(&once.name, once.bytes.clone());
            proptest::prop_assert_eq!(again.map(|again| again.bytes), Ok(once.bytes));
        }
    }

    #[test]
    fn anything_at_all_is_taken_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
        let refused = matches!(
            attachment("图.jpg", bytes),
            Ok(_) | Err(AttachmentError::Empty { .. } | AttachmentError::FalseType { .. }
                | AttachmentError::NotAccepted { .. } | AttachmentError::Unknown { .. }
                | AttachmentError::Damaged { .. } | AttachmentError::Macros { .. })
        );
        proptest::prop_assert!(refused);
    }
}
