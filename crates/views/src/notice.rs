//! What somebody is told outside the program: a few lines on what is due, and the entries of a calendar.
//!
//! It leaves the building, so it names no member: what is to be done, by which clause, until when, and where to look.
//! There is none on a day on which nothing is due.

use facts::Day;

use crate::todo::TodoRow;
use crate::words;

/// A message, before it becomes one of a mail program or of a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeText {
    pub title: String,
    pub lines: Vec<String>,
    /// Where to look, and where to switch it off.
    pub closing: Vec<String>,
}

/// What waits at an office, besides what is to be done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OfficeCounts {
    /// Asked for an answer.
    pub asked: usize,
    /// So many of those below have something overdue.
    pub behind: usize,
}

/// One thing of a calendar, on the day by which it is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarEntry {
    /// The same in every calendar that has it.
    pub key: String,
    pub day: Day,
    pub summary: String,
    pub details: String,
}

/// What is due in so many days is said.
const NEAR_DAYS: i32 = 14;
/// More than this nobody reads in a message.
const LINES_MOST: usize = 8;

/// Of what one person has to do what is overdue or near, without the names of others; none where nothing is.
/// `rows` is of those whom the message is for, in their order. `site` is where the program is seen, where it is known.
pub fn notice_text(
    (whom, rows): (&str, &[&TodoRow]),
    counts: OfficeCounts,
    today: Day,
    site: Option<&str>,
) -> Option<NoticeText> {
    let is_near = |row: &&&TodoRow| row.overdue || due(row).is_some_and(|due| due <= today.plus_days(NEAR_DAYS));
    let near: Vec<&&TodoRow> = rows.iter().filter(is_near).collect();
    let mut lines = Vec::new();
    if counts.asked > 0 {
        lines.push(format!("收件里有 {} 项等着批复", counts.asked));
    }
    if counts.behind > 0 {
        lines.push(format!("下级有 {} 个组织有逾期的事", counts.behind));
    }
    lines.extend(near.iter().take(LINES_MOST).map(|row| line(row)));
    if near.len() > LINES_MOST {
        lines.push(format!("另有 {} 项", near.len() - LINES_MOST));
    }
    if lines.is_empty() {
        return None;
    }
    let overdue = near.iter().filter(|row| row.overdue).count();
    let counted = match (near.len(), overdue) {
        (0, _) => String::new(),
        (all, 0) => format!("：{all} 项近期要办"),
        (all, overdue) => format!("：{all} 项要办，{overdue} 项已过期"),
    };
    Some(NoticeText { title: format!("五化 {whom}{counted}"), lines, closing: closing(site) })
}

fn due(row: &TodoRow) -> Option<Day> {
    row.due.as_deref().and_then(|day| day.parse().ok())
}

fn line(row: &TodoRow) -> String {
    let until = match (due(row), row.overdue) {
        (Some(day), true) => format!("{}到期，已过期", words::day(day)),
        (Some(day), false) => format!("{}前", words::day(day)),
        (None, _) => "已过期".to_owned(),
    };
    format!("{} {}（{}），{until}", row.clause, row.title, row.period_words)
}

fn closing(site: Option<&str>) -> Vec<String> {
    let look = site.map(|site| format!("详情请登录查看：{site}/"));
    let off = match site {
        Some(site) => format!("每天最多一条。不想再收，在“设置”的“提醒”里关掉：{site}/settings/notices"),
        None => "每天最多一条。不想再收，登录五化，在“设置”的“提醒”里关掉".to_owned(),
    };
    look.into_iter().chain([off]).collect()
}

impl NoticeText {
    /// As plain text, without the title.
    pub fn plain(&self) -> String {
        let lines: Vec<String> = self.lines.iter().map(|line| format!("· {line}")).collect();
        format!("{}\n\n{}\n", lines.join("\n"), self.closing.join("\n"))
    }

    /// As the chats write it, with the title. What means something to them in a text is not taken so.
    pub fn markdown(&self) -> String {
        let lines: Vec<String> = self.lines.iter().map(|line| format!("- {}", escaped(line))).collect();
        let closing: Vec<String> = self.closing.iter().map(|line| format!("> {line}")).collect();
        format!("### {}\n\n{}\n\n{}", escaped(&self.title), lines.join("\n"), closing.join("\n>\n"))
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '*' | '_' | '#' | '[' | ']' | '<' | '>' | '`' | '\\' | '@') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// What asks for an address to be confirmed.
pub fn confirmation(code: &str, minutes: i64) -> NoticeText {
    NoticeText {
        title: format!("五化 邮箱确认码 {code}"),
        lines: vec![format!("确认码 {code}，{minutes} 分钟内在“设置”的“提醒”里填上，就会往这个邮箱发提醒")],
        closing: vec!["不是您要的，不用理会：没有填码，不会再有邮件".to_owned()],
    }
}

/// Everything of one person that has a due day, as a calendar holds it.
pub fn calendar_entries(rows: &[&TodoRow]) -> Vec<CalendarEntry> {
    let entry = |row: &&TodoRow| {
        let day = due(row)?;
        Some(CalendarEntry {
            key: format!("{}-{}-{day}", row.rule, row.period),
            day,
            summary: format!("{}（{}）{}", row.title, row.period_words, if row.overdue { "已过期" } else { "" }),
            details: format!("条款：{}\n最晚这一天", row.clause),
        })
    };
    let mut entries: Vec<CalendarEntry> = rows.iter().filter_map(entry).collect();
    // What is to be done for several people is one thing of the day.
    entries.sort_by(|one, other| (one.day, &one.key).cmp(&(other.day, &other.key)));
    entries.dedup_by(|one, other| one.key == other.key);
    entries
}

/// What a group is told of: what falls to posts and to nobody's person in particular, about no member.
pub fn is_for_everybody(row: &TodoRow) -> bool {
    row.concerning.is_empty() && !row.is_about_people()
}

/// What became of telling somebody, with the moment in words.
pub fn told(at: String, outcome: &str, detail: &str) -> String {
    match outcome {
        "sent" => format!("{at}已发"),
        "nothing" => format!("{at}：没有要办的，没有发"),
        "failed" => format!("{at}没有发出去，过一会儿再试：{detail}"),
        "given-up" => format!("{at}没有发出去，今天不再试：{detail}"),
        _ => format!("{at}发过一次，不知道送到没有"),
    }
}

#[cfg(test)]
mod tests {
    use facts::Day;

    use super::{OfficeCounts, calendar_entries, confirmation, notice_text};
    use crate::todo::TodoRow;

    fn today() -> Day {
        "2026-06-30".parse().unwrap()
    }

    fn row(title: &str, due: Option<&str>, overdue: bool) -> TodoRow {
        TodoRow::of_test(title, due, overdue)
    }

    #[test]
    fn a_message_says_what_is_overdue_or_near_and_where_it_is_switched_off() {
        let rows = [
            row("党员大会", Some("2026-06-20"), true),
            row("党课", Some("2026-07-10"), false),
            row("组织生活会", Some("2026-12-31"), false),
        ];
        let rows: Vec<&TodoRow> = rows.iter().collect();
        let site = Some("https://wuhua.example.cn");
        let text = notice_text(("王敏", &rows), OfficeCounts::default(), today(), site).unwrap();
        expect_test::expect![[r#"
            五化 王敏：2 项要办，1 项已过期
            · L1 党员大会（2026年二季度），2026年6月20日到期，已过期
            · L1 党课（2026年二季度），2026年7月10日前

            详情请登录查看：https://wuhua.example.cn/
            每天最多一条。不想再收，在“设置”的“提醒”里关掉：https://wuhua.example.cn/settings/notices
        "#]]
        .assert_eq(&format!("{}\n{}", text.title, text.plain()));
        assert!(text.markdown().starts_with("### 五化 王敏：2 项要办，1 项已过期\n\n- L1 党员大会"));
    }

    #[test]
    fn there_is_no_message_where_nothing_is_near_and_a_long_one_is_cut() {
        let far = row("组织生活会", Some("2026-12-31"), false);
        let any = row("公示", None, false);
        assert_eq!(notice_text(("王敏", &[&far, &any]), OfficeCounts::default(), today(), None), None);
        let counts = OfficeCounts { asked: 2, behind: 0 };
        let text = notice_text(("集团党委", &[]), counts, today(), None).unwrap();
        assert_eq!(
            (text.title.as_str(), text.lines.as_slice()),
            ("五化 集团党委", ["收件里有 2 项等着批复".to_owned()].as_slice())
        );
        let near = row("党课", Some("2026-07-01"), false);
        let text = notice_text(("王敏", &[&near; 20]), OfficeCounts::default(), today(), None).unwrap();
        assert_eq!((text.lines.len(), text.lines.last().unwrap().as_str()), (9, "另有 12 项"));
    }

    #[test]
    fn what_means_something_to_a_chat_is_not_taken_so() {
        let odd = row("[点我](http://x) @all", Some("2026-07-01"), false);
        let text = notice_text(("王敏", &[&odd]), OfficeCounts::default(), today(), None).unwrap();
        assert!(text.markdown().contains("\\[点我\\](http://x) \\@all"), "{}", text.markdown());
    }

    #[test]
    fn a_calendar_has_one_entry_for_what_is_one_thing_and_none_without_a_day() {
        let rows =
            [row("党课", Some("2026-07-01"), false), row("党课", Some("2026-07-01"), false), row("公示", None, false)];
        let rows: Vec<&TodoRow> = rows.iter().collect();
        let entries = calendar_entries(&rows);
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].summary, "党课（2026年二季度）");
        assert!(confirmation("123456", 10).plain().contains("123456"));
    }
}
