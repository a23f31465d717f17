//! What a form works out by itself: who a registration brings into the roster, and how many came by the list of names.

use crate::support::{Answer, Served, served};

fn id_in(form: &Answer) -> String {
    let at = form.body.split("name=\"id\" value=\"").nth(1).unwrap_or_else(|| panic!("{}", form.body));
    at.split('"').next().unwrap().to_owned()
}

/// A recorder, and one form sent with what is typed into it.
async fn write(served: &Served, kind: &str, typed: &[(&str, &str)]) -> (Answer, String) {
    let token = served.token_of("zuzhi").await;
    let address = format!("{}records/{kind}/new", served.home_of(&token).await);
    let id = id_in(&served.get(&token, &address).await);
    (served.post(&token, &address, &[&[("id", id.as_str())], typed].concat()).await, id)
}

async fn page(served: &Served, path: &str) -> Answer {
    let token = served.token_of("zuzhi").await;
    served.get(&token, &format!("{}{path}", served.home_of(&token).await)).await
}

#[test]
fn a_registration_brings_somebody_into_the_roster_once() {
    served(async |served| {
        let typed = [("first", "2026-06-20"), ("field-name", "诸葛 新来"), ("field-joined-on", "2015-07-01")];
        let (done, _) = write(&served, "member-joined", &typed).await;
        assert_eq!(done.status, 200, "{}", done.body);
        page(&served, "members").await.says(&["诸葛新来"]);
        let (again, _) = write(&served, "member-joined", &typed).await;
        assert_eq!(again.status, 422);
        again.says(&["名册里已有诸葛新来", "2015-07-01"]);
        let another = [("first", "2026-06-20"), ("field-name", "诸葛新来"), ("field-joined-on", "2016-07-01")];
        assert_eq!(write(&served, "member-joined", &another).await.0.status, 200, "a namesake is somebody else");
    });
}

#[test]
fn a_registration_without_a_name_asks_for_it_and_for_nobody_of_the_roster() {
    served(async |served| {
        for kind in ["member-joined", "floating-in"] {
            let (refused, _) = write(&served, kind, &[("first", "2026-06-20"), ("part-member", "")]).await;
            assert_eq!(refused.status, 422);
            refused.says(&["应填写姓名"]);
            assert!(!refused.body.contains("应选"), "{kind}: {}", refused.body);
        }
    });
}

#[test]
fn a_floating_member_comes_and_stays_with_one_record() {
    served(async |served| {
        let typed = [("first", "2026-06-20"), ("field-name", "司马流入"), ("field-sending", "外省公司党支部")];
        assert_eq!(write(&served, "floating-in", &typed).await.0.status, 200);
        page(&served, "members").await.says(&["司马流入"]);
        write(&served, "floating-in", &typed).await.0.says(&["已有从同一组织流入的司马流入"]);
    });
}

#[test]
fn how_many_came_is_counted_from_the_list_unless_somebody_typed_it() {
    served(async |served| {
        let form = page(&served, "records/members-meeting/new").await;
        let people = form.body.split("name=\"presence-attendee-").skip(1);
        let people: Vec<String> = people.map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
        let inputs: Vec<String> = people.iter().map(|person| format!("presence-attendee-{person}")).collect();
        let presence = ["present", "remote", "excused", "absent", "absent"];
        let listed: Vec<(&str, &str)> = inputs.iter().map(String::as_str).zip(presence).collect();
        let first = [("first", "2026-06-20")];
        let (done, id) = write(&served, "members-meeting", &[&first[..], &listed].concat()).await;
        assert_eq!(done.status, 200, "{}", done.body);
        let record = page(&served, &format!("records/members-meeting/{id}")).await;
        for (name, count) in [("应到人数", 5), ("实到人数", 2), ("请假人数", 1), ("缺席人数", 2)] {
            record.says(&[&format!("<dt>{name}</dt><dd class=\"text\">{count}人</dd>")]);
        }
        let correction = page(&served, &format!("records/members-meeting/{id}/correct")).await;
        correction.says(&["name=\"field-expected\" value=\"\"", "不填就按名单计"]);
        let typed = [("field-expected", "30")];
        let (_, id) = write(&served, "members-meeting", &[&first[..], &typed, &listed].concat()).await;
        let record = page(&served, &format!("records/members-meeting/{id}")).await;
        record.says(&["<dt>应到人数</dt><dd class=\"text\">30人</dd>", "<dt>实到人数</dt><dd class=\"text\">2人</dd>"]);
    });
}

/// Whether a page leads to a form.
fn offers_to_write(page: &Answer) -> bool {
    assert_eq!(page.status, 200, "{}", page.body);
    page.body.contains("/new\"") || page.body.contains("/new?")
}

#[test]
fn nothing_is_written_into_the_past_and_nobody_is_offered_what_is_not_theirs_to_do() {
    served(async |served| {
        let form = page(&served, "records/theme-day/new?as-of=2026-01-31").await;
        assert_eq!((form.status, form.header("location").map(|to| to.contains("as-of=2026-01-31"))), (303, Some(true)));
        for path in ["?as-of=2026-01-31", "standard/L1?as-of=2026-01-31", "records?as-of=2026-01-31"] {
            assert!(!offers_to_write(&page(&served, path).await), "{path}");
        }
        let inspector = served.token_of("ducha").await;
        let branch = served.home_of(&served.token_of("zuzhi").await).await;
        for path in ["", "standard/L1", "records"] {
            assert!(offers_to_write(&page(&served, path).await), "{path}: by whoever keeps the records");
            assert!(!offers_to_write(&served.get(&inspector, &format!("{branch}{path}")).await), "{path}");
        }
    });
}
