//! Writing a record down, correcting it, and what is refused with everything typed still there.

use crate::support::{Answer, Served, person_in, served};

const FORM: &str = "records/volunteering/new";

/// The id that a form was made with.
pub fn id_in(form: &Answer) -> String {
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

#[test]
fn what_was_typed_is_given_back_where_the_session_ended_in_the_middle_of_it() {
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
            ("field-gist", "说了\"三件\"事</form>"),
        ];
        served.post(&token, "/sign-out", &[]).await;
        let kept = served.post(&token, &address, &fields).await;
        assert_eq!(kept.status, 401, "{}", kept.body);
        kept.says(&[
            "登录已经过期，填写的内容还在",
            &format!("action=\"{address}\""),
            &id,
            "三件&#34;事&#60;/form&#62;",
        ]);
        let still_out = served.post("", &address, &fields).await;
        assert_eq!((still_out.status, &still_out.body), (401, &kept.body));
        let token = served.token_of("zuzhi").await;
        let again = hidden(&kept.body);
        let again: Vec<(&str, &str)> = again.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(again, fields);
        served.post(&token, &address, &again).await.says(&["已记下", &id]);
        // Of what was typed into a form about passwords nothing is shown again.
        let password =
            served.post("", "/settings/password", &[("old", "旧的密码"), ("new", "x"), ("again", "x")]).await;
        assert_eq!((password.status, password.header("location")), (303, Some("/sign-in?next=%2Fsettings%2Fpassword")));
    });
}

/// The hidden inputs of a page, with what they hold.
fn hidden(body: &str) -> Vec<(String, String)> {
    let text = |rest: &str| {
        let quoted = rest.split('"').next().unwrap();
        quoted.replace("&#34;", "\"").replace("&#60;", "<").replace("&#62;", ">").replace("&#38;", "&")
    };
    let inputs = body.split("<input type=\"hidden\" name=\"").skip(1);
    inputs.map(|input| (text(input), text(input.split("value=\"").nth(1).unwrap()))).collect()
}

#[test]
fn files_of_a_form_whose_session_ended_are_named_to_be_chosen_anew() {
    served(async |served| {
        let (_, home) = begin(&served).await;
        let body = "--x\r\nContent-Disposition: form-data; name=\"first\"\r\n\r\n2026-06-29\r\n--x\r\nContent-Disposition: \
            form-data; name=\"file\"; filename=\"签到表.pdf\"\r\n\r\n%PDF-1.7\r\n--x--\r\n";
        let headers = [("Sec-Fetch-Site", "same-origin"), ("Content-Type", "multipart/form-data; boundary=x")];
        let kept = served.send("POST", &format!("{home}{FORM}"), &headers, body).await;
        assert_eq!(kept.status, 401);
        kept.says(&["2026-06-29", "文件要重新选：签到表.pdf", "enctype=\"multipart/form-data\""]);
    });
}

#[test]
fn whom_a_form_names_and_nobody_knows_is_told_and_not_passed_over() {
    served(async |served| {
        let (token, home) = begin(&served).await;
        let form = served.get(&token, &format!("{home}{FORM}")).await;
        let (id, person) = (id_in(&form), person_in(&form));
        let stranger = "0197b2a0-0000-7000-8000-000000000000";
        let fields =
            [("id", id.as_str()), ("first", "2026-06-20"), ("part-volunteer", &person), ("part-volunteer", stranger)];
        let refused = served.post(&token, &format!("{home}{FORM}"), &fields).await;
        assert_eq!(refused.status, 422);
        refused.says(&["打开这张表以后，（不明的人）已不在可选的名单上", &format!("value=\"{person}\" checked")]);
        let meeting = served.get(&token, &format!("{home}records/members-meeting/new")).await;
        let (id, presence) = (id_in(&meeting), format!("presence-attendee-{stranger}"));
        let fields = [("id", id.as_str()), ("first", "2026-06-20"), (presence.as_str(), "present")];
        let refused = served.post(&token, &format!("{home}records/members-meeting/new"), &fields).await;
        refused.says(&["已不在可选的名单上"]);
    });
}

#[test]
fn only_what_somebody_is_let_off_ends_on_a_day_to_come() {
    served(async |served| {
        let (token, home) = begin(&served).await;
        for (kind, refused) in [("volunteering", true), ("training", true), ("exemption-approved", false)] {
            let address = format!("{home}records/{kind}/new");
            let form = served.get(&token, &address).await;
            let (id, person) = (id_in(&form), person_in(&form));
            let fields = [
                ("id", id.as_str()),
                ("first", "2026-06-20"),
                ("last", "2026-07-20"),
                ("part-volunteer", &person),
                ("part-trainee", &person),
                ("part-member", &person),
                ("field-hours", "4"),
                ("field-reason", "长期卧病"),
            ];
            let answer = served.post(&token, &address, &fields).await;
            let is_told = answer.body.contains("末日最晚今天 2026-06-30，现在是 2026-07-20");
            assert_eq!(
                (answer.status, is_told),
                if refused { (422, true) } else { (200, false) },
                "{kind}: {}",
                answer.body
            );
        }
    });
}

#[test]
fn a_form_says_what_the_standard_asks_and_knows_who_writes() {
    served(async |served| {
        let (token, home) = begin(&served).await;
        let form = served.get(&token, &format!("{home}records/members-meeting/new")).await;
        form.says(&["标准怎么说", "<summary>L1 原文</summary>", "每季度"]);
        let recorder = form.body.split("name=\"part-recorder\"").nth(1).unwrap().split("</select>").next().unwrap();
        let chosen = recorder.split(" selected>").nth(1).unwrap().split('<').next().unwrap();
        let visitor = form.body.split("<details class=\"who\">").nth(1).unwrap();
        let visitor = visitor.split("<summary>").nth(1).unwrap().split('<').next().unwrap();
        assert_eq!(chosen, visitor);
    });
}

#[test]
fn a_to_do_leads_to_a_form_that_knows_what_it_is_about() {
    served(async |served| {
        let (token, home) = begin(&served).await;
        let page = served.get(&token, &format!("{home}?all=1")).await.body;
        let buttons = |mark: &str| -> Vec<String> {
            let links = page.split("<a class=\"button\" href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
            links.map(|link| link.replace("&#38;", "&")).filter(|link| link.contains(mark)).collect()
        };
        // Whom to talk with, which period to report on, which step of whose case is next, which record to mend.
        let about = |mark: &str| buttons(mark).into_iter().next().unwrap_or_else(|| panic!("{mark}: {page}"));
        let talk = about("records/talk/new?part-");
        let person = talk.split('=').nth(1).unwrap().split('&').next().unwrap().to_owned();
        let form = served.get(&token, &talk).await;
        let (one, many) = (format!("value=\"{person}\" selected"), format!("value=\"{person}\" checked"));
        assert!(form.body.contains(&one) || form.body.contains(&many), "{talk}: {}", form.body);
        let period = about("?field-period=2026");
        assert_eq!(served.get(&token, &period).await.status, 200);
        let step = about("&field-");
        assert!(served.get(&token, &step).await.body.contains("selected"), "{step}");
    });
}
