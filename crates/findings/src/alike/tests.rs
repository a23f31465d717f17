//! Which texts are copies: at the borders, and against a comparison of each with each.

use super::{ALIKE_PERCENT, Text, alike, shared_percent, shingles};

const MARCH: &str = "会议由支部书记主持，全体党员认真学习了上级文件精神，结合项目实际讨论了节点工期、现场安全和冬期施工安排，\
    三名党员围绕岗位作了发言，会议决定三月底前完成隐患排查，由组织委员负责落实并向下次会议报告。";
const APRIL: &str = "会议由支部书记主持，全体党员认真学习了上级文件精神，结合项目实际讨论了节点工期、现场安全和雨期施工安排，\
    四名党员围绕岗位作了发言，会议决定四月底前完成隐患排查，由组织委员负责落实并向下次会议报告。";
const OWN: &str = "会议讨论了接收赵新为预备党员的问题，介绍人汇报了培养考察情况和政治审查结论，与会党员逐一发表意见，\
    无记名投票后宣布了结果，支部书记对赵新提出希望，要求培养联系人继续做好教育，会议还通报了上季度党费收缴情况。";

fn groups(texts: &[&str]) -> Vec<Vec<usize>> {
    let texts: Vec<Text<usize>> =
        texts.iter().enumerate().map(|(of, text)| Text { of, text: (*text).to_owned() }).collect();
    alike(&texts).into_iter().map(|group| group.of).collect()
}

#[test]
fn a_copy_with_another_month_is_found_and_an_own_text_is_not() {
    assert_eq!(groups(&[MARCH, OWN, APRIL]), [vec![0, 2]]);
}

#[test]
fn short_texts_are_never_compared() {
    assert_eq!(groups(&["学习上级文件精神", "学习上级文件精神"]), Vec::<Vec<usize>>::new());
    let forty: String = OWN.chars().filter(|letter| letter.is_alphabetic()).take(40).collect();
    let shorter: String = forty.chars().take(39).collect();
    assert_eq!(groups(&[&forty, &forty]), [vec![0, 1]]);
    assert_eq!(groups(&[&shorter, &shorter]), Vec::<Vec<usize>>::new());
}

#[test]
fn numbers_spaces_and_signs_make_no_difference() {
    let other: String = MARCH.replace('，', " ， ").replace('。', "。2019年3月5日\n");
    assert!(other != MARCH);
    assert_eq!(groups(&[MARCH, &other]).len(), 1);
}

#[test]
fn copies_of_copies_stand_in_one_group() {
    assert_eq!(groups(&[MARCH, OWN, APRIL, MARCH, OWN]), [vec![0, 2, 3], vec![1, 4]]);
}

/// Banding must not miss what a comparison of each with each finds: many texts, changed more and more.
#[test]
fn what_each_with_each_finds_is_found() {
    let letters: Vec<char> = OWN.chars().chain(MARCH.chars()).collect();
    let changed = |step: usize| -> String {
        let letter = |(at, letter): (usize, &char)| if at % 97 < step { '甲' } else { *letter };
        letters.iter().enumerate().map(letter).collect()
    };
    let texts: Vec<String> = (0..24).map(changed).collect();
    let all: Vec<_> = texts.iter().map(|text| shingles(text).unwrap()).collect();
    let pairs = (0..all.len()).flat_map(|one| (one + 1..all.len()).map(move |other| (one, other)));
    let truly: Vec<(usize, usize)> =
        pairs.filter(|(one, other)| shared_percent(&all[*one], &all[*other]) >= ALIKE_PERCENT).collect();
    assert!(truly.len() > 20, "{}", truly.len());
    for (one, other) in truly {
        assert_eq!(groups(&[&texts[one], &texts[other]]), [vec![0, 1]], "{one} {other}");
    }
}
