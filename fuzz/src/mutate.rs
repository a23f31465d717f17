//! Changes a workbook inside its archive: bytes flipped in packed data would only ever break the check sums.

use std::io::{Cursor, Read, Write};

use libfuzzer_sys::fuzzer_mutate;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Above this a part is left alone.
const PART_BYTES_MAX: u64 = 256 << 10;

/// Changes one part of the archive, or the raw bytes where they are no archive (and now and then where they are).
pub fn archive(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    if !seed.is_multiple_of(8)
        && let Some(changed) = change_part(&data[..size], max_size, seed)
        && changed.len() <= max_size
        && changed.len() <= data.len()
    {
        data[..changed.len()].copy_from_slice(&changed);
        return changed.len();
    }
    fuzzer_mutate(data, size, max_size)
}

fn change_part(bytes: &[u8], max_size: usize, seed: u32) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts = Vec::new();
    for index in 0..archive.len().min(40) {
        let part = archive.by_index(index).ok()?;
        let name = part.name().ok()?.into_owned();
        let mut content = Vec::new();
        part.take(PART_BYTES_MAX).read_to_end(&mut content).ok()?;
        parts.push((name, content));
    }
    // Sheets and shared strings hold what is parsed; styles and themes hardly matter.
    let wanted = |name: &str| name.contains("sheet") || name.contains("sharedStrings") || name == "content.xml";
    let likely: Vec<usize> = (0..parts.len()).filter(|index| wanted(&parts[*index].0)).collect();
    let all: Vec<usize> = (0..parts.len()).collect();
    let choice = if (seed >> 8).is_multiple_of(5) || likely.is_empty() { all } else { likely };
    let index = *choice.get((seed >> 3) as usize % choice.len().max(1))?;
    let content = &mut parts[index].1;
    let length = content.len();
    let room = (length + 4_096).min(max_size.max(length));
    content.resize(room, 0);
    let changed = fuzzer_mutate(content, length, room);
    content.truncate(changed);
    pack(&parts).ok()
}

/// An archive with the smallest parts: plain, so that raw changes reach them too, unless they are large.
pub fn pack(parts: &[(String, Vec<u8>)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let method = if content.len() > 2_048 { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        writer.start_file(name.as_str(), SimpleFileOptions::default().compression_method(method))?;
        writer.write_all(content)?;
    }
    Ok(writer.finish()?.into_inner())
}
