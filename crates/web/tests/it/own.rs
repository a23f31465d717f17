//! What members do for themselves: writing down what is theirs, reading what is published.

use crate::support::{Answer, Served, served};

async fn begin(served: &Served) -> (String, String) {
    let token = served.token_of("dangyuan").await;
    let home = served.home_of(&token).await;
    (token, home)
}

fn between<'a>(answer: &'a Answer, before: &str, after: char) -> &'a str {
    let rest = answer.body.split(before).nth(1).unwrap_or_else(|| panic!("no {before} in {}", answer.body));
    rest.split(after).next().unwrap()
}

#[test]
fn a_member_declares_points_from_the_own_page_and_the_month_is_met() {
    served(async |served| {
        let (token, home) = begin(&served).await;
        let me = served.get(&token, &format!("{home}me")).await;
        me.says(&["自己记", "积分申报", "承诺践诺"]);
        let address = between(&me, "class=\"button\" href=\"", '"').to_owned();
        assert!(address.contains("/me/"), "{address}");
        let of_june = format!("{home}me/points-declared?field-month=2026-06");
        me.says(&[&of_june.replace('&', "&#38;")]);
        let form = served.get(&token, &of_june).await;
        form.says(&["value=\"2026-06\"", "记积分申报"]);
        let (id, person) =
            (between(&form, "name=\"id\" value=\"", '"'), between(&form, "</option><option value=\"", '"'));
        assert_eq!(form.body.matches(person).count(), 1, "nobody else is to choose: {}", form.body);
        let fields = [
            ("id", id),
            ("first", "2026-06-30"),
            ("part-declarant", person),
            ("field-month", "2026-06"),
            ("field-points", "8"),
        ];
        let done = served.post(&token, &format!("{home}me/points-declared"), &fields).await;
        assert_eq!(done.status, 200, "{}", done.body);
        done.says(&["已记下", "每月申报积分", "回到我的"]);
        assert!(!done.body.contains("/rules/") && !done.body.contains("/records/"), "{}", done.body);
        let me = served.get(&token, &format!("{home}me")).await;
        assert!(!me.body.contains("points-declared?field-month=2026-06"), "{}", me.body);
        let recorder = served.token_of("zuzhi").await;
        served.get(&recorder, &format!("{home}records/points-declared")).await.says(&["2026年6月30日"]);
    });
}

#[test]
fn of_others_and_for_others_a_member_writes_nothing() {
    served(async |served| {
        let (token, home) = begin(&served).await;
        let recorder = served.token_of("zuzhi").await;
        let other =
            crate::support::person_in(&served.get(&recorder, &format!("{home}records/points-declared/new")).await);
        let form = served.get(&token, &format!("{home}me/points-declared")).await;
        let own = between(&form, "</option><option value=\"", '"').to_owned();
        let other = if other == own {
            let all = served.get(&recorder, &format!("{home}records/points-declared/new")).await;
            let others =
                all.body.split("<option value=\"").skip(2).map(|rest| rest.split('"').next().unwrap().to_owned());
            others.into_iter().find(|one| *one != own && one.len() == own.len()).unwrap()
        } else {
            other
        };
        let fields = [
            ("id", between(&form, "name=\"id\" value=\"", '"')),
            ("first", "2026-06-30"),
            ("part-declarant", other.as_str()),
            ("field-month", "2026-06"),
        ];
        let refused = served.post(&token, &format!("{home}me/points-declared"), &fields).await;
        assert_eq!(refused.status, 422);
        refused.says(&["已不在可选的名单上"]);
        // What has become of a commitment is for the branch to say.
        let form = served.get(&token, &format!("{home}me/commitment")).await;
        assert!(!form.body.contains("reviewed") && !form.body.contains("fulfilled"), "{}", form.body);
        let fields = [
            ("id", between(&form, "name=\"id\" value=\"", '"')),
            ("first", "2026-06-30"),
            ("part-member", own.as_str()),
            ("field-step", "reviewed"),
            ("field-fulfilled", "yes"),
        ];
        let refused = served.post(&token, &format!("{home}me/commitment"), &fields).await;
        assert_eq!(refused.status, 422);
        refused.says(&["应从列出的选项里选"]);
        for kind in ["members-meeting", "dues-paid", "talk", "member-joined", "nothing"] {
            let answer = served.get(&token, &format!("{home}me/{kind}")).await;
            assert_eq!(answer.status, 404, "{kind}");
        }
        let refused = served.post(&token, &format!("{home}records/points-declared/new"), &fields).await;
        assert_eq!(refused.status, 403);
    });
}

#[test]
fn members_read_what_is_published_and_no_more() {
    served(async |served| {
        let (token, home) = begin(&served).await;
        let page = served.get(&token, &format!("{home}published")).await;
        assert_eq!(page.status, 200);
        page.says(&["公开", "党费公布", "制度"]);
        assert!(!page.body.contains("谈话内容") && !page.body.contains("/records/"), "{}", page.body);
        let secretary = served.token_of("shuji").await;
        served.get(&secretary, &format!("{home}published")).await.says(&["/records/dues-published/"]);
    });
}
