//! Cases step by step, the board, what waits for an office, and what was approved beside what changed since.

use crate::support::{Answer, Served, served};

fn id_in(form: &Answer) -> String {
    let at = form.body.split("name=\"id\" value=\"").nth(1).unwrap_or_else(|| panic!("{}", form.body));
    at.split('"').next().unwrap().to_owned()
}

/// The first address of a page that has a mark in it.
fn address_with(page: &Answer, mark: &str) -> String {
    let mut addresses = page.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    addresses.find(|address| address.contains(mark)).unwrap_or_else(|| panic!("no {mark} in {}", page.body)).to_owned()
}

/// Takes one step of an admission; gives the record.
async fn step(served: &Served, (token, home): (&str, &str), day: &str, step: &str) -> String {
    let address = format!("{home}records/admission-step/new");
    let id = id_in(&served.get(token, &address).await);
    let fields = [
        ("id", id.as_str()),
        ("first", day),
        ("field-applicant", "周小申"),
        ("field-step", step),
        ("field-by", "李办"),
    ];
    let done = served.post(token, &address, &fields).await;
    assert_eq!(done.status, 200, "{}", done.body);
    id
}

#[test]
fn a_case_shows_every_step_and_leads_to_the_form_of_the_next_one() {
    served(async |served| {
        let token = served.token_of("zuzhi").await;
        let home = served.home_of(&token).await;
        let first = step(&served, (&token, &home), "2026-05-06", "applied").await;
        let second = step(&served, (&token, &home), "2026-05-20", "talked").await;
        let case = format!("{home}cases/admission-steps/{first}");
        let page = served.get(&token, &case).await;
        page.says(&["周小申", "申请入党", "2026年5月6日", "谈话记录", "下一步", "确定入党积极分子"]);
        page.says(&[&format!("/records/admission-step/{first}"), &format!("/records/admission-step/{second}")]);
        // By any of its records it is the same case.
        served.get(&token, &format!("{home}cases/admission-steps/{second}")).await.says(&["周小申"]);
        let next = served.get(&token, &format!("{case}/next")).await;
        assert_eq!(next.status, 303);
        let begun = served.get(&token, next.header("location").unwrap()).await;
        begun.says(&["周小申", "<option value=\"activist\" selected>确定入党积极分子</option>"]);
        served
            .get(&token, &format!("{home}board/admission-steps"))
            .await
            .says(&["周小申", "入党积极分子的确定和培养教育"]);
        served.get(&token, &format!("{home}cases")).await.says(&[&case, "看板"]);
        for path in ["cases/nothing/019a7b3e-5c1d-7000-8000-000000000001", "board/members-meeting-gap"] {
            assert_eq!(served.get(&token, &format!("{home}{path}")).await.status, 404, "{path}");
        }
        let of_the_past = served.get(&token, &format!("{case}?as-of=2026-05-10")).await;
        of_the_past.says(&["派人谈话"]);
        assert!(!of_the_past.body.contains("/new?"), "nothing is written into the past");
    });
}

#[test]
fn an_office_finds_what_waits_for_it_and_a_form_that_is_filled_in() {
    served(async |served| {
        let token = served.token_of("danwei").await;
        let home = served.home_of(&token).await;
        let inbox = served.get(&token, &format!("{home}inbox")).await;
        assert_eq!(inbox.status, 200);
        inbox.says(&["等本级办的", "天<br>"]);
        let next = served.get(&token, &address_with(&inbox, "/next")).await;
        assert_eq!(next.status, 303, "{}", next.body);
        let begun = served.get(&token, next.header("location").unwrap()).await;
        assert_eq!(begun.status, 200);
        assert!(begun.body.contains(" selected>"), "{}", begun.body);
        served.get(&served.token_of("jituan").await, &format!("{home}inbox")).await.says(&["等本级办的"]);
        for role in ["shuji", "ducha", "guanli"] {
            let refused = served.get(&served.token_of(role).await, &format!("{home}inbox")).await;
            assert_eq!(refused.status, 403, "{role}");
        }
    });
}

/// Corrects a record in one field.
async fn correct(served: &Served, (token, record): (&str, &str), fields: &[(&str, &str)]) -> String {
    let address = format!("{record}/correct");
    let id = id_in(&served.get(token, &address).await);
    let all = [&[("id", id.as_str()), ("reason", "核对")], fields].concat();
    let done = served.post(token, &address, &all).await;
    assert_eq!(done.status, 200, "{}", done.body);
    id
}

#[test]
fn what_was_approved_stays_beside_what_was_changed_since() {
    served(async |served| {
        let token = served.token_of("zuzhi").await;
        let home = served.home_of(&token).await;
        step(&served, (&token, &home), "2026-05-06", "applied").await;
        step(&served, (&token, &home), "2026-05-20", "talked").await;
        let activist = step(&served, (&token, &home), "2026-06-01", "activist").await;
        let record = |id: &str| format!("{home}records/admission-step/{id}");
        let said = [("first", "2026-06-01"), ("field-applicant", "周小申"), ("field-step", "activist")];
        let before =
            correct(&served, (&token, &record(&activist)), &[&said[..], &[("field-by", "张办")]].concat()).await;
        assert!(!served.get(&token, &record(&before)).await.body.contains("批准时的样子"), "nobody approved it yet");
        step(&served, (&token, &home), "2026-06-10", "activist-filed").await;
        let approved = served.get(&token, &record(&before)).await;
        approved.says(&["批准时的样子", "积极分子备案", "批准后没有改过"]);
        let after = correct(&served, (&token, &record(&before)), &[&said[..], &[("field-by", "王办")]].concat()).await;
        served.get(&token, &record(&after)).await.says(&[
            "批准后改过",
            &record(&before),
            "<del>张办</del>",
            "<ins>王办</ins>",
            "批准时的全文",
        ]);
    });
}

#[test]
fn a_review_is_answered_by_correcting_it_and_then_stands_as_it_was_answered() {
    served(async |served| {
        let token = served.token_of("zuzhi").await;
        let home = served.home_of(&token).await;
        let address = format!("{home}records/review-asked/new");
        let id = id_in(&served.get(&token, &address).await);
        let asked = [("first", "2026-06-20"), ("field-matter", "life-meeting-plan"), ("field-to", "公司党委")];
        let done = served.post(&token, &address, &[&[("id", id.as_str())], &asked[..]].concat()).await;
        assert_eq!(done.status, 200, "{}", done.body);
        let office = served.token_of("danwei").await;
        let record = format!("{home}records/review-asked/{id}");
        let begun = served
            .get(&office, &format!("{record}/correct?field-answered=2026-06-30&reason=%E6%89%B9%E5%A4%8D&id={id}"))
            .await;
        begun.says(&["value=\"2026-06-30\"", "批复"]);
        assert!(!begun.body.contains(&format!("name=\"id\" value=\"{id}\"")), "an id is not taken from an address");
        let answered =
            correct(&served, (&office, &record), &[&asked[..], &[("field-answered", "2026-06-30")]].concat()).await;
        let record = format!("{home}records/review-asked/{answered}");
        served.get(&token, &record).await.says(&["批准时的样子", "2026年6月30日 批复", "批准后没有改过"]);
        let changed = [("first", "2026-06-20"), ("field-matter", "life-meeting-plan"), ("field-to", "集团党委")];
        let after =
            correct(&served, (&token, &record), &[&changed[..], &[("field-answered", "2026-06-30")]].concat()).await;
        let page = served.get(&token, &format!("{home}records/review-asked/{after}")).await;
        page.says(&["批准后改过 ", "<del>公司党委</del>", "<ins>集团党委</ins>"]);
    });
}

#[test]
fn whatever_waits_at_an_office_opens_the_form_by_which_it_is_done() {
    served(async |served| {
        let token = served.token_of("jituan").await;
        let links = |page: &Answer, ending: &str| -> Vec<String> {
            let links = page.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
            links.filter(|link| link.ends_with(ending)).map(str::to_owned).collect()
        };
        let own = served.get(&token, &format!("{}inbox", served.home_of(&token).await)).await;
        let mut steps = 0;
        for inbox in links(&own, "/inbox") {
            for step in links(&served.get(&token, &inbox).await, "/next") {
                assert_eq!(served.get(&token, &step).await.status, 303, "{step}");
                steps += 1;
            }
        }
        assert!(steps > 10, "{steps} of the demonstration");
    });
}
