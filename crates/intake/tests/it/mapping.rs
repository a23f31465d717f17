//! Mapping files: written, edited, read again, and wrong in every way.

use intake::{Limits, Mapping, draft, read_book, recognise, understood};

use crate::support::{context, directory, facts, refused, rulebook};

const ODD: &str = "表三\n何人,何日,多久,甲,乙\n张三,2019-03-05,6,x,y\n";

fn mapping(text: &str) -> Mapping {
    Mapping::from_text(text, rulebook()).unwrap()
}

const ANSWER: &str = r#"{ "版本": 1, "工作表": [ { "文件": "表*.csv", "表名": "*", "记录": "教育培训", "组织": "第一党支部",
    "列": { "何人": "教育培训.参训人", "何日": "日期", "多久": "training.hours", "甲": "忽略", "乙": "备注" } } ] }"#;

#[test]
fn a_mapping_makes_an_unknown_sheet_known() {
    let book = read_book("表3.csv", ODD.as_bytes(), &Limits::default()).unwrap();
    let mut directory = directory();
    let without = recognise(&book, rulebook(), None);
    let drafted = draft(&book, &without, rulebook(), &mut directory, &context());
    assert_eq!(refused(&drafted), ["A1 Sheet UnknownSheet 表3"]);
    let with = recognise(&book, rulebook(), Some(&mapping(ANSWER)));
    assert_eq!(with.questions, vec![]);
    let drafted = draft(&book, &with, rulebook(), &mut directory, &context());
    assert_eq!(refused(&drafted), Vec::<String>::new());
    assert_eq!(facts(&drafted, &directory), ["2019-03-05 training trainee=张三 hours=6 note=y"]);
}

#[test]
fn what_was_recognised_can_be_saved_and_gives_the_same_again() {
    let text = "谈心谈话记录表\n支部名称,谈话时间,谈话双方,谈话乙方,谈话要点\n第一党支部,2019-03-05,张三,李四,工作\n";
    let book = read_book("谈话.csv", text.as_bytes(), &Limits::default()).unwrap();
    let first = recognise(&book, rulebook(), None);
    let saved = Mapping::of(&book, &first, rulebook()).to_text();
    let again = recognise(&book, rulebook(), Some(&mapping(&saved)));
    let mut directory = directory();
    let one = draft(&book, &first, rulebook(), &mut directory, &context());
    let two = draft(&book, &again, rulebook(), &mut directory, &context());
    assert_eq!(one.facts.len(), 1);
    assert_eq!(one.facts, two.facts);
}

#[test]
fn a_wrong_mapping_says_where_and_what() {
    let error = |text: &str| Mapping::from_text(text, rulebook()).unwrap_err().to_string();
    assert!(error("{").contains("第 1 行"));
    assert!(error(r#"{ "版本": 2, "工作表": [] }"#).contains("版本是 2"));
    let kind = r#"{ "版本": 1, "工作表": [ { "文件": "*", "表名": "*", "记录": "教育培训班" } ] }"#;
    assert!(error(kind).contains("教育培训班") && error(kind).contains("最接近的是“教育培训”"), "{}", error(kind));
    let target = r#"{ "版本": 1, "工作表": [ { "文件": "*", "表名": "*", "列": { "何人": "参训人" } } ] }"#;
    assert!(error(target).contains("何人") && error(target).contains("忽略"), "{}", error(target));
    assert!(error(r#"{ "版本": 1, "工作表": [], "别的": 1 }"#).contains("别的"));
}

#[test]
fn targets_can_be_written_in_the_words_of_the_rulebook() {
    let book = read_book("表3.csv", ODD.as_bytes(), &Limits::default()).unwrap();
    // 党员教育培训 is another word for 教育培训, 学员 for 参训人, 课时 for 学时.
    let answer = ANSWER
        .replace("\"记录\": \"教育培训\"", "\"记录\": \"党员教育培训\"")
        .replace("教育培训.参训人", "党员教育培训.学员")
        .replace("training.hours", "教育培训.课时");
    assert!(answer.contains("党员教育培训.学员") && answer.contains("教育培训.课时"));
    let mut directory = directory();
    let with = recognise(&book, rulebook(), Some(&mapping(&answer)));
    let drafted = draft(&book, &with, rulebook(), &mut directory, &context());
    assert_eq!(facts(&drafted, &directory), ["2019-03-05 training trainee=张三 hours=6 note=y"]);
}

#[test]
fn a_mistyped_word_gets_the_nearest_one_in_its_own_place() {
    let column = |target: &str| {
        let text =
            format!(r#"{{ "版本": 1, "工作表": [ {{ "文件": "*", "表名": "*", "列": {{ "何人": "{target}" }} }} ] }}"#);
        Mapping::from_text(&text, rulebook()).unwrap_err().to_string()
    };
    let nearest = [
        ("教育培训.参训员", "教育培训.参训人"),
        ("教育培训.培训课时", "教育培训.学时"),
        ("教育培洲.学时", "教育培训.学时"),
        ("谈心谈活.谈话人", "谈心谈话.谈话人"),
        ("备住", "备注"),
    ];
    for (typed, meant) in nearest {
        assert!(column(typed).contains(&format!("最接近的是“{meant}”")), "{}", column(typed));
    }
    assert!(!column("风马牛不相及").contains("最接近"), "{}", column("风马牛不相及"));
    let kind = r#"{ "版本": 1, "工作表": [ { "文件": "*", "表名": "*", "记录": "支部委员会议" } ] }"#;
    let said = Mapping::from_text(kind, rulebook()).unwrap_err().to_string();
    assert!(said.contains("最接近的是“支委会”"), "{said}");
}

#[test]
fn a_word_that_the_standard_does_not_know_is_refused_with_its_line() {
    let error = |text: &str| Mapping::from_text(text, rulebook()).unwrap_err().to_string();
    let text = "{\n \"版本\": 1,\n \"工作表\": [\n  { \"文件\": \"*\", \"表名\": \"*\",\n    \"记录\": \"KIND\",\n    \"列\": {\n      \"甲\": \"备注\",\n      \"乙\": \"TARGET\"\n    } } ] }";
    let kind = error(&text.replace("KIND", "教育培训班").replace("TARGET", "备注"));
    assert!(kind.starts_with("对照文件第 5 行的记录种类“教育培训班”不认得"), "{kind}");
    let target = error(&text.replace("KIND", "教育培训").replace("TARGET", "备住"));
    assert!(target.starts_with("对照文件第 8 行“乙”列写作“备住”，不认得"), "{target}");
    let escaped = error(&text.replace("KIND", "教育培训").replace("TARGET", "\\u5907\\u4f4f"));
    assert!(escaped.starts_with("对照文件里“乙”列写作“备住”"), "{escaped}");
}

#[test]
fn a_mapping_that_is_no_json_is_explained_before_the_reader_is_quoted() {
    let error = |text: &str| Mapping::from_text(text, rulebook()).unwrap_err().to_string();
    for (text, words) in [
        (r#"{ "版本": 1 "工作表": [] }"#, "标点不对"),
        (r#"{ "版本": 1, "工作表": ["#, "没有写完"),
        (r#"{ "版本": 1, "工作表": [], "别的": 1 }"#, "键或内容不对"),
    ] {
        let said = error(text);
        let (chinese, quoted) = (said.find(words), said.find("系统原文"));
        assert!(chinese.is_some() && chinese < quoted, "{said}");
    }
}

#[test]
fn a_column_that_nobody_answered_for_is_refused_again_and_only_a_written_ignore_ignores() {
    let text = "谈心谈话记录表\n党支部,谈话时间,谈话人,谈话对象,天气\n第一党支部,2019-03-05,张三,李四,晴\n";
    let book = read_book("谈话.csv", text.as_bytes(), &Limits::default()).unwrap();
    let first = recognise(&book, rulebook(), None);
    let saved = Mapping::of(&book, &first, rulebook()).to_text();
    assert!(saved.contains("\"天气\": \"待定\""), "{saved}");
    let with = |text: &str| {
        let recognition = recognise(&book, rulebook(), Some(&mapping(text)));
        let drafted = draft(&book, &recognition, rulebook(), &mut directory(), &context());
        (recognition.questions, drafted)
    };
    let (questions, drafted) = with(&saved);
    assert_eq!(questions, first.questions);
    assert_eq!(refused(&drafted), ["E3 Column UnknownColumn 晴"]);
    let (questions, drafted) = with(&saved.replace("待定", "忽略"));
    assert_eq!(questions, []);
    assert_eq!(refused(&drafted), Vec::<String>::new());
    let said: Vec<&str> = drafted.notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(said, ["按对照文件忽略此列"]);
}

#[test]
fn a_sheet_that_was_not_recognised_stands_in_the_mapping_and_is_refused_until_somebody_answers() {
    let book = read_book("表3.csv", ODD.as_bytes(), &Limits::default()).unwrap();
    let first = recognise(&book, rulebook(), None);
    let saved = Mapping::of(&book, &first, rulebook()).to_text();
    for words in ["\"记录\": \"待定\"", "\"表头行\": 2", "\"何人\": \"待定\"", "\"乙\": \"待定\""] {
        assert!(saved.contains(words), "{words}: {saved}");
    }
    let with = |text: &str| {
        let mut directory = directory();
        let recognition = recognise(&book, rulebook(), Some(&mapping(text)));
        let drafted = draft(&book, &recognition, rulebook(), &mut directory, &context());
        (facts(&drafted, &directory), refused(&drafted))
    };
    assert_eq!(with(&saved).1, ["A1 Sheet UnknownSheet 表3"]);
    let answers = [
        ("\"记录\": \"待定\"", "\"记录\": \"教育培训\", \"组织\": \"第一党支部\""),
        ("\"何人\": \"待定\"", "\"何人\": \"教育培训.参训人\""),
        ("\"何日\": \"待定\"", "\"何日\": \"日期\""),
        ("\"多久\": \"待定\"", "\"多久\": \"教育培训.学时\""),
        ("\"甲\": \"待定\"", "\"甲\": \"忽略\""),
        ("\"乙\": \"待定\"", "\"乙\": \"备注\""),
    ];
    let answered = answers.iter().fold(saved, |text, (from, to)| text.replace(from, to));
    assert_eq!(with(&answered), (vec!["2019-03-05 training trainee=张三 hours=6 note=y".to_owned()], Vec::new()));
}

#[test]
fn a_mapping_decides_nothing_between_several_kinds_that_nobody_decided() {
    let text = "第一党支部2019年党员大会、支委会记录\n时间,议题,参加人员\n3月5日,学习,张三\n";
    let book = read_book("会.csv", text.as_bytes(), &Limits::default()).unwrap();
    let first = recognise(&book, rulebook(), None);
    let saved = Mapping::of(&book, &first, rulebook()).to_text();
    assert!(saved.contains("\"记录\": \"待定\""), "{saved}");
    let again = recognise(&book, rulebook(), Some(&mapping(&saved)));
    let drafted = draft(&book, &again, rulebook(), &mut directory(), &context());
    assert_eq!(refused(&drafted), ["A2 Sheet SeveralKinds 第一党支部2019年党员大会、支委会记录"]);
}

#[test]
fn every_column_is_shown_as_it_was_understood() {
    let text = "学时登记\n党支部,姓名,培训时间,学时,主要培训内容,天气\n第一党支部,张三,2019-03-05,6,党章,晴\n";
    let book = read_book("学时.csv", text.as_bytes(), &Limits::default()).unwrap();
    let recognition = recognise(&book, rulebook(), None);
    let [table] = understood(&book, &recognition, rulebook()).try_into().unwrap();
    assert_eq!((table.kind.as_deref(), table.header_row), (Some("教育培训"), Some(2)));
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| format!("{} {} {} {:?}", column.column, column.header, column.target, column.sureness))
        .collect();
    let expected = [
        "A 党支部 组织 Known",
        "B 姓名 教育培训.参训人 Known",
        "C 培训时间 教育培训.日期 Known",
        "D 学时 教育培训.学时 Known",
        "E 主要培训内容 教育培训.培训内容 Guessed",
        "F 天气  Unknown",
    ];
    assert_eq!(columns, expected);
    let odd = read_book("表3.csv", ODD.as_bytes(), &Limits::default()).unwrap();
    let [table] = understood(&odd, &recognise(&odd, rulebook(), None), rulebook()).try_into().unwrap();
    assert_eq!((table.kind, table.columns.len()), (None, 0));
}

#[test]
fn the_example_of_the_description_is_a_mapping() {
    let page = include_str!("../../../../docs/mapping.md");
    let example = page.split_once("```json\n").and_then(|(_, rest)| rest.split_once("```")).unwrap().0;
    assert_eq!(mapping(example).sheets.len(), 2);
}
