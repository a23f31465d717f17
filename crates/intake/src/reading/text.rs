//! Text as written, made comparable: full-width to half-width, white space, brackets.

/// White space of every width, and the invisible characters that come along when text is pasted.
pub fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}' | '\u{3164}')
}

/// Full-width letters, digits and punctuation made half-width; the marks of one meaning made one.
pub fn narrow(text: &str) -> String {
    narrowed(text).collect()
}

fn narrowed(text: &str) -> impl Iterator<Item = char> {
    text.chars()
        .filter(|character| !matches!(character, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}'))
        .map(|character| match character {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(character as u32 - 0xFEE0).unwrap_or(character),
            '\u{3000}' | '\u{00A0}' => ' ',
            '〔' | '【' | '[' => '(',
            '〕' | '】' | ']' => ')',
            '。' | '.' => '.',
            '–' | '—' | '―' | '−' | '‐' | '‑' | '─' => '-',
            '〜' | '~' => '~',
            '・' | '•' | '‧' | '●' => '·',
            '\u{FFE5}' => '¥',
            '“' | '”' | '「' | '」' => '"',
            other => other,
        })
}

/// A text as it is kept: trimmed, inner runs of white space made one space, nothing else changed.
pub fn clean(text: &str) -> String {
    text.split(is_blank).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What two writings of one word have in common: half-width, lower case, no white space, quotes or punctuation.
pub fn key(text: &str) -> String {
    let kept = narrowed(text)
        .filter(|character| !is_blank(*character))
        .filter(|character| !matches!(character, '"' | '\'' | ':' | ',' | '.' | '、' | ';' | '*' | '#' | '《' | '》'));
    let mut word = String::with_capacity(text.len());
    for character in kept {
        match character {
            // Chinese has no case; looking each character up is most of the work.
            '\u{2E80}'..='\u{9FFF}' => word.push(character),
            other => word.extend(other.to_lowercase()),
        }
    }
    word
}

pub fn same_word(left: &str, right: &str) -> bool {
    key(left) == key(right)
}

/// A text parted at its brackets. What stands inside may take back what stands outside.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "what stands in brackets may take back what stands beside them"]
pub struct Parted {
    pub outside: String,
    /// Every bracket that holds something, in order. Brackets within brackets are a part of the text there.
    pub inside: Vec<String>,
}

impl Parted {
    /// All that stands in brackets, as one text.
    pub fn remark(&self) -> Option<String> {
        (!self.inside.is_empty()).then(|| self.inside.join(","))
    }
}

/// Parts a text at its brackets, in half width. A bracket that is never closed reaches to the end.
pub fn at_brackets(text: &str) -> Parted {
    let mut parted = Parted { outside: String::new(), inside: Vec::new() };
    let mut inside = String::new();
    let mut depth = 0_u32;
    for character in narrow(text).chars() {
        match character {
            '(' if depth == 0 => depth = 1,
            ')' if depth == 1 => {
                depth = 0;
                parted.inside.push(clean(&std::mem::take(&mut inside)));
            }
            other if depth > 0 => {
                depth = match other {
                    '(' => depth + 1,
                    ')' => depth - 1,
                    _ => depth,
                };
                inside.push(other);
            }
            other => parted.outside.push(other),
        }
    }
    parted.inside.push(clean(&inside));
    parted.inside.retain(|text| !text.is_empty());
    parted
}

/// What people write where there is nothing to write.
pub fn is_nothing(text: &str) -> bool {
    let key: String = narrow(text).chars().filter(|character| !is_blank(*character)).collect();
    matches!(
        key.as_str(),
        "" | "/"
            | "\\"
            | "-"
            | "--"
            | "---"
            | "----"
            | "无"
            | "暂无"
            | "没有"
            | "//"
            | "N/A"
            | "n/a"
            | "NA"
            | "×××"
            | "空"
    )
}
