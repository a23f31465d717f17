//! Searching: what is found, by whom, and that it is what the records say.

use std::collections::BTreeMap;

use facts::{Fact, FactId, OrganisationId, Participation, PersonId, Presence, Span, Value};
use ledger::{Ledger, Mode, Secret};
use office::access::{SeePublished, Visitor};
use office::live::{Live, When};
use office::{Found, FoundIn};
use testkit::demonstration::{Demonstration, now};
use views::{FoundRecord, Marked, Sought};

use crate::live::runtime;

const WHEN: fn() -> When = || When { as_of: now().day(), known_at: None };

/// Signs in as a role of the demonstration.
async fn visitor(live: &Live, demonstration: &Demonstration, name: &str) -> Visitor {
    let entered = live.office().sign_in(name, demonstration.password(name).to_owned(), "测试", now()).await.unwrap();
    let office::Entered::In { token } = entered else { panic!("a code was asked of {name}") };
    live.signed_in(&token, now()).await.unwrap().unwrap().visitor
}

async fn search(live: &Live, visitor: &Visitor, at: OrganisationId, typed: &str, when: When) -> Found {
    let allowed = live.allow::<SeePublished>(visitor, at).unwrap();
    live.search((&allowed, visitor), (&Sought::read(typed).unwrap(), 0), when).await.unwrap()
}

fn text(marked: &Marked) -> String {
    marked.0.iter().map(|(part, _)| part.as_str()).collect()
}

fn ids(found: &FoundIn) -> Vec<&str> {
    found.records.iter().map(|record: &FoundRecord| record.id.as_str()).collect()
}

fn own(visitor: &Visitor) -> (OrganisationId, PersonId) {
    visitor.member.unwrap()
}

fn record(id: &[u8], organisation: OrganisationId, kind: &str, people: &[PersonId], said: (&str, &str)) -> Fact {
    let one = |person: &PersonId| Participation {
        person: *person,
        part: if kind == "talk" { "from" } else { "people" }.to_owned(),
        presence: Presence::Present,
        reason: None,
    };
    Fact {
        id: FactId::derived(&[id]),
        organisation,
        kind: kind.to_owned(),
        occurred: Span::day(now().day()),
        recorded_at: now(),
        recorder: "测试".to_owned(),
        people: people.iter().map(one).collect(),
        values: BTreeMap::from([(said.0.to_owned(), Value::Text(said.1.to_owned()))]),
        supersedes: None,
        attachments: Vec::new(),
    }
}

/// What stands in the ledger beside the demonstration, written before anybody searches.
async fn with_records(demonstration: &Demonstration, facts: &[Fact], secrets: &[Secret]) {
    let ledger = Ledger::open(&demonstration.location(), Mode::Write).await.unwrap();
    ledger.append(facts, secrets).await.unwrap();
    ledger.close().await;
}

/// Who is who in the demonstration, and a branch that none of them belongs to.
async fn places(demonstration: &Demonstration) -> ((OrganisationId, PersonId), PersonId, OrganisationId) {
    let live = Live::open(&demonstration.location()).await.unwrap();
    live.refresh(now().day(), |_, _| {}).await.unwrap();
    let secretary = visitor(&live, demonstration, "shuji").await;
    let member = own(&visitor(&live, demonstration, "dangyuan").await);
    let tree = live.tree();
    let all = tree.roots().into_iter().flat_map(|root| tree.under(root));
    let unit = tree.line(member.0).get(1).copied();
    let mut others = all.filter(|id| *id != member.0 && tree.node(*id).is_some_and(|node| node.standing.is_scored()));
    let other = others.find(|id| tree.line(*id).get(1).copied() != unit).unwrap();
    live.close().await;
    (member, own(&secretary).1, other)
}

#[test]
fn a_word_of_two_characters_is_found_at_once_in_the_own_branch_and_below_once_it_is_searchable() {
    let demonstration = Demonstration::copy();
    runtime().block_on(async {
        let ((branch, _), _, other) = places(&demonstration).await;
        let facts = [
            record(b"here", branch, "volunteering", &[], ("note", "清理淤泥")),
            record(b"there", other, "volunteering", &[], ("note", "加固堤坝，清理淤泥 OK5")),
        ];
        with_records(&demonstration, &facts, &[]).await;
        let live = Live::open(&demonstration.location()).await.unwrap();
        live.refresh(now().day(), |_, _| {}).await.unwrap();
        let secretary = visitor(&live, &demonstration, "shuji").await;
        let office = visitor(&live, &demonstration, "jituan").await;
        let root = live.tree().roots()[0];

        let found = search(&live, &secretary, branch, "淤泥", WHEN()).await;
        assert_eq!(ids(&found.here), [facts[0].id.to_string()]);
        assert_eq!(text(&found.here.records[0].excerpt), "清理淤泥");
        assert!(found.here.records[0].excerpt.0.contains(&("淤泥".to_owned(), true)));
        assert!(found.below.is_empty() && !found.is_behind);

        assert!(search(&live, &office, root, "淤泥", WHEN()).await.is_behind, "nothing was made searchable yet");
        let all = live.refresh_search(now().day()).await.unwrap();
        assert_eq!(all, live.tree().len());
        assert_eq!(live.refresh_search(now().day()).await.unwrap(), 0);
        let found = search(&live, &office, root, "淤泥", WHEN()).await;
        let places: Vec<OrganisationId> = found.below.iter().map(|(id, _)| *id).collect();
        assert!(places.contains(&branch) && places.contains(&other) && !found.is_behind, "{places:?}");
        for (typed, count) in [("堤坝 淤泥", 1), ("坝堤", 0), ("ｏｋ５", 1), ("Ok5 加固", 1)] {
            let found = search(&live, &office, root, typed, WHEN()).await;
            assert_eq!(found.below.iter().map(|(_, below)| below.records.len()).sum::<usize>(), count, "{typed}");
        }
        // Of the past there is what had happened and was known.
        let before = When { as_of: now().day().plus_days(-1), known_at: None };
        assert!(search(&live, &office, root, "淤泥", before).await.below.is_empty());
        let unknown = When { as_of: now().day(), known_at: Some(now().plus_microseconds(-1)) };
        assert!(search(&live, &secretary, branch, "淤泥", unknown).await.here.records.is_empty());
        live.close().await;
    });
}

#[test]
fn what_a_member_finds_is_the_own_and_a_talk_is_found_by_who_talked_and_the_secretary() {
    let demonstration = Demonstration::copy();
    runtime().block_on(async {
        let ((branch, member), secretary, _) = places(&demonstration).await;
        let facts = [
            record(b"own", branch, "volunteering", &[member], ("note", "清理淤泥")),
            record(b"of others", branch, "volunteering", &[secretary], ("note", "清理淤泥")),
            record(b"own talk", branch, "talk", &[member], ("note", "约谈一次")),
            record(b"a talk of others", branch, "talk", &[secretary], ("note", "约谈一次")),
        ];
        let secret = |fact: &Fact, person: PersonId| Secret {
            organisation: branch,
            person,
            fact: fact.id,
            field: "gist".to_owned(),
            text: "说到搬家的烦恼".to_owned(),
        };
        let secrets = [secret(&facts[2], member), secret(&facts[3], secretary)];
        with_records(&demonstration, &facts, &secrets).await;
        let live = Live::open(&demonstration.location()).await.unwrap();
        live.refresh(now().day(), |_, _| {}).await.unwrap();
        live.refresh_search(now().day()).await.unwrap();
        let root = live.tree().roots()[0];
        let id = |at: usize| facts[at].id.to_string();
        for (name, at, typed, expected) in [
            ("dangyuan", branch, "淤泥", vec![id(0)]),
            ("dangyuan", branch, "搬家", vec![id(2)]),
            ("zuzhi", branch, "搬家", vec![]),
            ("shuji", branch, "搬家", vec![id(2), id(3)]),
            ("danwei", branch, "搬家", vec![]),
            ("ducha", branch, "搬家", vec![]),
            ("jituan", root, "搬家", vec![]),
        ] {
            let who = visitor(&live, &demonstration, name).await;
            let found = search(&live, &who, at, typed, WHEN()).await;
            let mut here: Vec<String> = ids(&found.here).into_iter().map(str::to_owned).collect();
            here.sort();
            let mut expected = expected;
            expected.sort();
            assert_eq!(here, expected, "{name} {typed}");
            assert!(found.below.is_empty(), "{name}");
        }
        // Who is erased is found no more.
        let who = visitor(&live, &demonstration, "shuji").await;
        live.close().await;
        let ledger = Ledger::open(&demonstration.location(), Mode::Write).await.unwrap();
        ledger.erase_person(member).await.unwrap();
        ledger.close().await;
        let live = Live::open(&demonstration.location()).await.unwrap();
        live.refresh(now().day(), |_, _| {}).await.unwrap();
        assert_eq!(ids(&search(&live, &who, branch, "搬家", WHEN()).await.here), [id(3)]);
        live.close().await;
    });
}

#[test]
fn members_clauses_and_organisations_are_found_by_name_as_far_as_somebody_sees_them() {
    let demonstration = Demonstration::copy();
    runtime().block_on(async {
        let live = Live::open(&demonstration.location()).await.unwrap();
        live.refresh(now().day(), |_, _| {}).await.unwrap();
        live.refresh_search(now().day()).await.unwrap();
        let tree = live.tree();
        let member = visitor(&live, &demonstration, "dangyuan").await;
        let office = visitor(&live, &demonstration, "jituan").await;
        let (branch, root) = (own(&member).0, tree.roots()[0]);

        let found = search(&live, &member, branch, "党员大会", WHEN()).await;
        assert!(text(&found.clauses[0].title).contains("党员大会"), "{:?}", found.clauses);
        assert!(found.organisations.is_empty() && !found.here.is_open);

        let found = search(&live, &member, branch, &member.name, WHEN()).await;
        let names: Vec<String> = found.here.members.iter().map(|one| text(&one.name)).collect();
        assert_eq!(names, [member.name.as_str()]);
        let found = search(&live, &office, root, &member.name, WHEN()).await;
        assert!(found.below.iter().any(|(id, below)| *id == branch && below.members.len() == 1));
        let name = tree.name(branch).to_owned();
        let found = search(&live, &office, root, &name, WHEN()).await;
        assert!(found.organisations.iter().any(|(id, _)| *id == branch));
        live.close().await;
    });
}
