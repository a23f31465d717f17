//! Writing a record down, correcting it, and what is refused with everything typed still there.

use crate::support::{Answer, Served, person_in, served};

const FORM: &str = "records/volunteering/new";

/// The id that a form was made with.
fn id_in(form: &Answer) -> String {
    let at = form.body.split("name=\"id\" value=\"").nth(1).unwrap_or_else(|| panic!("{}", form.body));
    at.split('"').next().unwrap().to_owned()
}

async fn begin(served: &Served) -> (String, String) {
    let token = served.token_of("zuzhi").await;
    let home = served.home_of(&token).await;
    (token, home)
}

#[test]
fn a_form_that_is_sent_twice_is_one_record() {
    served(async |served| {
        let (token, home) = begin(&served).await;
        let form = served.get(&token, &format!("{home}records/talk/new")).await;
        let (id, person) = (id_in(&form), person_in(&form));
        let fields = [
            ("id", id.as_str()),
            ("first", "2026-06-29"),
            ("part-speaker", &person),
            ("part-partner", &person),
            ("field-gist", "只给两个人看的话"),
        ];
        let address = format!("{home}records/talk/new");
        for _ in 0..2 {
            let done = served.post(&token, &address, &fields).await;
            assert_eq!(done.status, 200, "{}", done.body);
            done.says(&["已记下", &id]);
        }
        let other = [&fields[..1], &[("first", "2026-06-28")], &fields[2..]].concat();
        let refused = served.post(&token, &address, &other).await;
        assert_eq!(refused.status, 422);
        refused.says(&["已经提交过一次", "2026-06-28"]);
    });
}

#[test]
fn what_cannot_be_is_refused_field_by_field_with_all_that_was_typed() {
    served(async |served| {
        let (token, home) = begin(&served).await;
        let form = served.get(&token, &format!("{home}records/dues-paid/new")).await;
        let fields = [
            ("id", id_in(&form)),
            ("first", "2026-07-01".to_owned()),
            ("field-month", "三月".to_owned()),
            ("field-amount", "-5".to_owned()),
            ("field-receipt", "<script>alert(1)</script>".to_owned()),
        ];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let refused = served.post(&token, &format!("{home}records/dues-paid/new"), &fields).await;
        assert_eq!(refused.status, 422);
        refused.says(&[
            "最晚今天 2026-06-30，现在是 2026-07-01",
            "应为期间，如 2026-03",
            "现在是“三月”",
            "应不小于 0.01元，现在是 -5",
            "应选交纳人",
            "&#60;script&#62;alert(1)&#60;/script&#62;",
        ]);
        assert!(!refused.body.contains("<script>alert"));
    });
}

#[test]
fn a_correction_keeps_both_versions_and_a_second_one_of_the_same_is_told() {
    served(async |served| {
        let (token, home) = begin(&served).await;
        let form = served.get(&token, &format!("{home}{FORM}")).await;
        let (id, person) = (id_in(&form), person_in(&form));
        let fields =
            [("id", id.as_str()), ("first", "2026-06-20"), ("part-member", &person), ("part-volunteer", &person)];
        let done = served.post(&token, &format!("{home}{FORM}"), &fields).await;
        assert_eq!(done.status, 200, "{}", done.body);
        let record = format!("{home}records/volunteering/{id}");
        let correct = format!("{record}/correct");
        let (one, other) = (served.get(&token, &correct).await, served.get(&token, &correct).await);
        let send = async |form: &Answer, reason: &str| {
            let id = id_in(form);
            let fields = [
                ("id", id.as_str()),
                ("first", "2026-06-21"),
                ("part-member", &person),
                ("part-volunteer", &person),
                ("reason", reason),
            ];
            served.post(&token, &correct, &fields).await
        };
        send(&one, "").await.says(&["应写明为什么更正"]);
        assert_eq!(send(&one, "日期记错").await.status, 200);
        let stale = send(&other, "我也要改").await;
        assert_eq!(stale.status, 422);
        stale.says(&["这条记录已由", "更正，没有再改", "我也要改"]);
        served.get(&token, &record).await.says(&[
            "已被更正",
            "前后各版",
            "<del>2026年6月20日</del> 改为 <ins>2026年6月21日</ins>",
        ]);
        assert_eq!(served.get(&token, &correct).await.status, 404, "what does not stand is not corrected");
    });
}

#[test]
fn a_correction_leaves_what_was_said_as_it_was_and_gives_it_to_nobody_new() {
    served(async |served| {
        let (token, home) = begin(&served).await;
        let form = served.get(&token, &format!("{home}records/talk/new")).await;
        let (id, person) = (id_in(&form), person_in(&form));
        let talked = [("first", "2026-06-29"), ("part-speaker", person.as_str()), ("part-partner", person.as_str())];
        let told = [&[("id", id.as_str())][..], &talked, &[("field-gist", "家里老人住院")]].concat();
        assert_eq!(served.post(&token, &format!("{home}records/talk/new"), &told).await.status, 200);
        let secretary = served.token_of("shuji").await;
        // Whoever corrects it need not be one of those who may read it.
        let correct = format!("{home}records/talk/{id}/correct");
        let form = served.get(&token, &correct).await;
        form.says(&["留空就不变"]);
        let second = id_in(&form);
        let fields =
            [&[("id", second.as_str())][..], &talked, &[("reason", "日子写错"), ("field-place", "会议室")]].concat();
        let done = served.post(&token, &correct, &fields).await;
        assert_eq!(done.status, 200, "{}", done.body);
        served.get(&secretary, &format!("{home}records/talk/{second}")).await.says(&["家里老人住院", "会议室"]);
        // Who writes oneself into it does not come by it.
        let correct = format!("{home}records/talk/{second}/correct");
        let form = served.get(&token, &correct).await;
        let own = served.get(&token, "/settings").await;
        let name = own.body.split("<strong class=\"where\">").nth(1).unwrap().split('<').next().unwrap();
        let before = form.body.split(&format!("> {name}</label>")).next().unwrap();
        let me = before.rsplit("name=\"part-partner\" value=\"").next().unwrap().split('"').next().unwrap();
        assert_ne!(me, person, "it is somebody else");
        let third = id_in(&form);
        let parts = [("first", "2026-06-29"), ("part-speaker", person.as_str()), ("part-partner", me)];
        let fields = [&[("id", third.as_str())][..], &parts, &[("reason", "写错了人")]].concat();
        let done = served.post(&token, &correct, &fields).await;
        assert_eq!(done.status, 200, "{}", done.body);
        let shown = served.get(&token, &format!("{home}records/talk/{third}")).await;
        assert!(!shown.body.contains("家里老人住院"), "{}", shown.body);
    });
}

#[test]
fn the_last_day_that_there_is_has_a_page() {
    served(async |served| {
        let (token, home) = begin(&served).await;
        assert_eq!(served.get(&token, &format!("{home}?as-of=9999-12-31")).await.status, 200);
    });
}

#[test]
fn what_was_said_in_a_talk_is_read_by_those_who_talked_and_the_secretary_alone() {
    served(async |served| {
        let (token, home) = begin(&served).await;
        let address = format!("{home}records/talk/new");
        let form = served.get(&token, &address).await;
        let (id, person) = (id_in(&form), person_in(&form));
        let fields = [
            ("id", id.as_str()),
            ("first", "2026-06-29"),
            ("part-speaker", &person),
            ("part-partner", &person),
            ("field-gist", "家里老人住院"),
        ];
        assert_eq!(served.post(&token, &address, &fields).await.status, 200);
        let record = format!("{home}records/talk/{id}");
        served.get(&served.token_of("shuji").await, &record).await.says(&["家里老人住院"]);
        for role in ["zuzhi", "danwei", "jituan", "ducha"] {
            let answer = served.get(&served.token_of(role).await, &record).await;
            assert_eq!(answer.status, 200, "{role}");
            assert!(!answer.body.contains("家里老人住院"), "{role}");
        }
        for role in ["dangyuan", "guanli"] {
            assert_eq!(served.get(&served.token_of(role).await, &record).await.status, 403, "{role}");
        }
    });
}
