//! Why somebody was not there, where a column of its own says so: beside a list of the absent, or beside the one person
//! of a row.

use facts::Presence;

use super::row::Row;
use super::{people, values};
use crate::Mark;
use crate::reading::{Named, clean, is_nothing, name, pieces};
use crate::recognise::{ABSENCE, Column, Target};
use crate::refusal::Reason;

/// Whether a column lists who was not there.
pub fn is_list(column: &Column) -> bool {
    matches!(column.target, Target::Record(_)) && ABSENCE.iter().any(|word| column.header.contains(word))
}

/// A list of the absent with the reasons that stand in the column for them as remarks; where they cannot be read, the
/// column and why.
pub fn explained(row: &mut Row, list: &Column, mut named: Vec<Named>) -> Result<Vec<Named>, (usize, Reason)> {
    let Some(column) = reasons_of(row, list) else { return Ok(named) };
    values::sound(row.cell(column)).map_err(|reason| (column, reason))?;
    let text = row.text(column);
    // A remark may say who it is instead of why; 党员 tells namesakes apart and has to stay.
    let says_who = |remark: &str| people::names_a_role(remark) && !remark.ends_with("党员");
    let is_open = |one: &&mut Named| one.remark.as_deref().is_none_or(says_who);
    let mut open: Vec<&mut Named> = named.iter_mut().filter(is_open).collect();
    let understood = if open.is_empty() {
        named.iter().filter_map(|one| one.remark.as_ref()).all(|remark| text.contains(remark))
    } else {
        give(&mut open, &text)
    };
    row.take(column);
    if understood { Ok(named) } else { Err((column, Reason::UnclearAbsence)) }
}

/// What the only column of reasons says of the only person of a row, and which column that is.
pub fn of_row(row: &Row) -> Option<(usize, Result<Mark, Reason>)> {
    let mut columns = filled_reasons(row);
    let (Some(column), None) = (columns.next(), columns.next()) else { return None };
    let text = row.text(column);
    let read = || row.layout.legend.absence(&text).ok_or_else(|| Reason::unknown_mark(&text));
    Some((column, values::sound(row.cell(column)).and_then(|()| read())))
}

/// The columns of reasons; where the table has none, the remarks if they say that somebody was away and nothing else.
fn filled_reasons<'a>(row: &Row<'a>) -> impl Iterator<Item = usize> {
    let has_reasons = row.layout.find(&Target::AbsenceReason).is_some();
    let says_away = |column: &Column| {
        let mark = row.layout.legend.mark(&row.text(column.index));
        let away = [Presence::Absent, Presence::Excused, Presence::Remote];
        mark.and_then(|mark| mark.presence).is_some_and(|presence| away.contains(&presence))
    };
    let tells = move |column: &&Column| match column.target {
        Target::AbsenceReason => true,
        Target::Note => !has_reasons && says_away(column),
        _ => false,
    };
    let columns = row.layout.columns.iter().filter(tells);
    columns.map(|column| column.index).filter(|column| !is_nothing(&row.text(*column)))
}

/// The column of reasons for a list: reasons stand behind the list that they are for, or in front of the only one.
fn reasons_of(row: &Row, list: &Column) -> Option<usize> {
    let lists = row.layout.columns.iter().filter(|column| is_list(column) && !is_nothing(&row.text(column.index)));
    let lists: Vec<usize> = lists.map(|column| column.index).collect();
    let owner = |reasons: usize| lists.iter().rfind(|list| **list < reasons).or(lists.first()).copied();
    filled_reasons(row).find(|reasons| owner(*reasons) == Some(list.index))
}

/// Gives each of the absent the reason that is meant for them: `张三:病假;李四:出差`, as many reasons as people, or one
/// for all. Whether that can be told.
fn give(absent: &mut [&mut Named], text: &str) -> bool {
    let pieces = pieces(text);
    let named: Vec<Option<(usize, String)>> = pieces.iter().map(|piece| of_whom(absent, piece)).collect();
    if named.iter().all(Option::is_none) {
        return match absent {
            [only] => say(only, text),
            all if pieces.len() == 1 => all.iter_mut().all(|one| say(one, text)),
            all if pieces.len() == all.len() => all.iter_mut().zip(&pieces).all(|(one, piece)| say(one, piece)),
            _ => false,
        };
    }
    // 张三、李四病假: a name without a reason has that of the next.
    let mut reason = String::new();
    for found in named.iter().rev() {
        let Some((at, own)) = found else { return false };
        if !own.is_empty() {
            reason.clone_from(own);
        }
        if let Some(one) = absent.get_mut(*at) {
            say(one, &reason);
        }
    }
    true
}

fn say(one: &mut Named, reason: &str) -> bool {
    one.remark = Some(clean(reason)).filter(|reason| !is_nothing(reason));
    true
}

/// Whose name a reason begins with, and the rest of it.
fn of_whom(absent: &[&mut Named], piece: &str) -> Option<(usize, String)> {
    let piece = name(piece);
    let begins = absent.iter().enumerate().filter(|(_, one)| piece.starts_with(one.name.as_str()));
    let (at, one) = begins.max_by_key(|(_, one)| one.name.len())?;
    let rest = piece.strip_prefix(one.name.as_str())?;
    Some((at, rest.trim_matches([':', '-', '(', ')', '·']).to_owned()))
}
